package main

import (
	"fmt"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

// The machine's disks and adapters, with the controllers that they need. What the simulator gave it is dropped, as it
// is the same object in all machines.
func (e *estate) devices(i int, dc string, vm *simulator.VirtualMachine) {
	var kept []types.BaseVirtualDevice
	var net types.BaseVirtualDeviceBackingInfo
	for _, device := range vm.Config.Hardware.Device {
		switch device := device.(type) {
		case *types.VirtualDisk, *types.ParaVirtualSCSIController, *types.VirtualLsiLogicController:
		case types.BaseVirtualEthernetCard:
			net = device.GetVirtualEthernetCard().Backing
		default:
			kept = append(kept, device)
		}
	}
	kept = append(kept, controllers(i)...)
	disks, stores := e.disks(i, dc, vm)
	kept = append(kept, disks...)
	adapters, networks := e.adapters(i, dc, net, vm)
	kept = append(kept, adapters...)

	vm.Config.Hardware.Device = kept
	if last := len(disks) - 1; i%5 == 3 && last > 0 {
		vm.Config.BootOptions.BootOrder = []types.BaseVirtualMachineBootOptionsBootableDevice{
			&types.VirtualMachineBootOptionsBootableCdromDevice{},
			&types.VirtualMachineBootOptionsBootableDiskDevice{DeviceKey: disks[last].GetVirtualDevice().Key},
		}
	}
	vm.Datastore, vm.Network = stores, networks
	vm.Summary.Config.NumVirtualDisks, vm.Summary.Config.NumEthernetCards = int32(len(disks)), int32(len(adapters))
	var committed int64
	for _, device := range disks {
		committed += device.(*types.VirtualDisk).CapacityInBytes / 3
	}
	vm.Summary.Storage = &types.VirtualMachineStorageSummary{Committed: committed, Uncommitted: committed, Unshared: committed}
}

func controllers(i int) []types.BaseVirtualDevice {
	scsi := types.VirtualSCSIController{
		VirtualController: types.VirtualController{
			VirtualDevice: types.VirtualDevice{Key: 1000, ControllerKey: 100, UnitNumber: types.NewInt32(3), DeviceInfo: label("SCSI controller 0", "")},
		},
		SharedBus: types.VirtualSCSISharingNoSharing, ScsiCtlrUnitNumber: 7,
	}
	second := scsi
	if i%19 == 3 {
		second.SharedBus = types.VirtualSCSISharingPhysicalSharing
	}
	second.Key, second.BusNumber, second.UnitNumber, second.DeviceInfo = 1001, 1, types.NewInt32(4), label("SCSI controller 1", "")
	made := []types.BaseVirtualDevice{
		[]types.BaseVirtualDevice{
			&types.ParaVirtualSCSIController{VirtualSCSIController: scsi},
			&types.VirtualLsiLogicSASController{VirtualSCSIController: scsi},
			&types.VirtualLsiLogicController{VirtualSCSIController: scsi},
			&types.VirtualBusLogicController{VirtualSCSIController: scsi},
		}[i%4],
		&types.ParaVirtualSCSIController{VirtualSCSIController: second},
	}
	if i%14 == 9 {
		made = append(made, &types.VirtualAHCIController{VirtualSATAController: types.VirtualSATAController{VirtualController: types.VirtualController{
			VirtualDevice: types.VirtualDevice{Key: 15000, ControllerKey: 100, UnitNumber: types.NewInt32(24), DeviceInfo: label("SATA controller 0", "")}}}})
	}
	if i%17 == 5 {
		made = append(made, &types.VirtualNVMEController{VirtualController: types.VirtualController{
			VirtualDevice: types.VirtualDevice{Key: 31000, ControllerKey: 100, UnitNumber: types.NewInt32(30), DeviceInfo: label("NVME controller 0", "")}}})
	}
	return made
}

func label(name, summary string) *types.Description {
	return &types.Description{Label: name, Summary: summary}
}

func (e *estate) disks(i int, dc string, vm *simulator.VirtualMachine) ([]types.BaseVirtualDevice, []types.ManagedObjectReference) {
	count := 1 + []int{0, 1, 0, 2, 0, 3, 1, 0, 9, 0, 0, 0, 18}[i%13]
	if i%101 == 50 {
		count = 0
	}
	var made []types.BaseVirtualDevice
	var used []types.ManagedObjectReference
	for n := 0; n < count; n++ {
		store := e.datastores[dc][(i+n)%len(e.datastores[dc])]
		if !hasReference(used, store.Self) {
			used = append(used, store.Self)
		}
		kib := []int64{16 << 20, 40 << 20, 1 << 30, 100<<20 + 1, 64}[(i+n)%5]
		disk := &types.VirtualDisk{
			VirtualDevice: types.VirtualDevice{
				Key: int32(2000 + n), DeviceInfo: label(fmt.Sprintf("Hard disk %d", n+1), fmt.Sprintf("%d KB", kib)),
				ControllerKey: 1000, UnitNumber: types.NewInt32(int32(n)),
			},
			CapacityInKB: kib, CapacityInBytes: kib * 1024,
		}
		switch {
		case n >= 7: // 7 is the controller's own unit
			disk.ControllerKey, disk.UnitNumber, disk.Key = 1001, types.NewInt32(int32(n-7)), int32(2016+n-7)
			if n >= 14 {
				*disk.UnitNumber++
			}
		case n == 1 && i%14 == 9:
			disk.ControllerKey, disk.UnitNumber, disk.Key = 15000, types.NewInt32(1), 16001
		case n == 0 && i%17 == 5:
			disk.ControllerKey, disk.UnitNumber, disk.Key = 31000, types.NewInt32(0), 32000
		case n == 0 && i%23 == 11:
			disk.ControllerKey, disk.UnitNumber, disk.Key = 200, types.NewInt32(1), 3001
		}
		disk.Backing = backing(i, n, store, vm)
		made = append(made, disk)
	}
	if used == nil {
		used = append(used, e.datastores[dc][0].Self)
	}
	return made, used
}

func hasReference(list []types.ManagedObjectReference, wanted types.ManagedObjectReference) bool {
	for _, item := range list {
		if item == wanted {
			return true
		}
	}
	return false
}

func backing(i, n int, store *simulator.Datastore, vm *simulator.VirtualMachine) types.BaseVirtualDeviceBackingInfo {
	file := types.VirtualDeviceFileBackingInfo{
		FileName: fmt.Sprintf("[%s] %s/disk_%d.vmdk", store.Name, vm.Self.Value, n), Datastore: &store.Self,
	}
	uuid := uuidOf(file.FileName)
	if n == 2 && i%3 == 0 {
		return &types.VirtualDiskRawDiskMappingVer1BackingInfo{
			VirtualDeviceFileBackingInfo: file, LunUuid: "0200000000" + uuid[:8], DeviceName: "vml.0200000000", Uuid: uuid,
			CompatibilityMode: []string{"physicalMode", "virtualMode"}[i%2], DiskMode: "independent_persistent", Sharing: "sharingNone",
		}
	}
	flat := &types.VirtualDiskFlatVer2BackingInfo{
		VirtualDeviceFileBackingInfo: file, Uuid: uuid,
		DiskMode: []string{"persistent", "persistent", "persistent", "independent_persistent", "independent_nonpersistent"}[(i+n)%5],
		Sharing:  []string{"sharingNone", "", "sharingNone", "sharingMultiWriter"}[(i+n)%4],
	}
	if (i+n)%6 != 5 {
		flat.ThinProvisioned = types.NewBool((i+n)%6 < 3)
	}
	if vm.Config.ChangeTrackingEnabled != nil && *vm.Config.ChangeTrackingEnabled {
		flat.ChangeId = fmt.Sprintf("%s/%d", uuidOf("change"+file.FileName), n+1)
	}
	return flat
}

func (e *estate) adapters(
	i int, dc string, first types.BaseVirtualDeviceBackingInfo, vm *simulator.VirtualMachine,
) ([]types.BaseVirtualDevice, []types.ManagedObjectReference) {
	count := []int{1, 1, 2, 1, 3, 1, 0}[i%7]
	var made []types.BaseVirtualDevice
	networks := vm.Network
	standard := networkNamed(dc, "VM Network")
	for n := 0; n < count; n++ {
		card := types.VirtualEthernetCard{
			VirtualDevice: types.VirtualDevice{
				Key: int32(4000 + n), ControllerKey: 100, UnitNumber: types.NewInt32(int32(7 + n)), Backing: first,
				DeviceInfo:  label(fmt.Sprintf("Network adapter %d", n+1), "DVSwitch"),
				Connectable: &types.VirtualDeviceConnectInfo{StartConnected: true, AllowGuestControl: true, Connected: i%12 != 7, Status: "ok"},
			},
			AddressType: "assigned", MacAddress: fmt.Sprintf("00:50:56:%02x:%02x:%02x", n, i/256%256, i%256),
		}
		if n > 0 || i%2 == 1 {
			card.Backing = &types.VirtualEthernetCardNetworkBackingInfo{
				VirtualDeviceDeviceBackingInfo: types.VirtualDeviceDeviceBackingInfo{DeviceName: "VM Network"}, Network: standard,
			}
			card.DeviceInfo = label(fmt.Sprintf("Network adapter %d", n+1), "VM Network")
			if standard != nil && !hasReference(networks, *standard) {
				networks = append(networks[:len(networks):len(networks)], *standard)
			}
		}
		made = append(made, []types.BaseVirtualDevice{
			&types.VirtualVmxnet3{VirtualVmxnet: types.VirtualVmxnet{VirtualEthernetCard: card}},
			&types.VirtualE1000{VirtualEthernetCard: card},
			&types.VirtualE1000e{VirtualEthernetCard: card},
			&types.VirtualVmxnet2{VirtualVmxnet: types.VirtualVmxnet{VirtualEthernetCard: card}},
			&types.VirtualPCNet32{VirtualEthernetCard: card},
		}[(i+n)%5])
	}
	return made, networks
}

func networkNamed(dc, name string) *types.ManagedObjectReference {
	for _, entity := range simulator.Map.All("Network") {
		self := entity.Reference()
		if entity.Entity().Name == name && datacenterOf(self) == dc {
			return &self
		}
	}
	return nil
}
