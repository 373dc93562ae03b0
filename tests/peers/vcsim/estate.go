package main

import (
	"crypto/sha1"
	"fmt"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/mo"
	"github.com/vmware/govmomi/vim25/types"
)

// The simulator's machines are all alike. Here each becomes another, by its place in the order of the machines' ids
// alone: a test may start the estate again and finds the same. Remainders are coprime, so that the traits mix.

type guest struct{ id, name, tools string }

var guests = []guest{
	{"windows9Server64Guest", "Microsoft Windows Server 2016 or later (64-bit)", "Microsoft Windows Server 2019 Datacenter (64-bit)"},
	{"ubuntu64Guest", "Ubuntu Linux (64-bit)", "Ubuntu 22.04.4 LTS"},
	{"rhel7_64Guest", "Red Hat Enterprise Linux 7 (64-bit)", "Red Hat Enterprise Linux 7.9 (Maipo)"},
	{"windows8Server64Guest", "Microsoft Windows Server 2012 (64-bit)", ""},
	{"winNetEnterpriseGuest", "Microsoft Windows Server 2003 (32-bit)", "Microsoft Windows Server 2003 (32-bit)"},
	{"debian10_64Guest", "Debian GNU/Linux 10 (64-bit)", "Debian GNU/Linux 11 (bullseye)"},
	{"sles12_64Guest", "SUSE Linux Enterprise 12 (64-bit)", "SUSE Linux Enterprise 15 (64-bit)"},
	{"otherGuest", "Other (32-bit)", ""},
	{"windows9_64Guest", "Microsoft Windows 10 (64-bit)", "Microsoft Windows 10 (64-bit)"},
	{"freebsd12_64Guest", "FreeBSD 12 (64-bit)", ""},
	{"oracleLinux8_64Guest", "Oracle Linux 8 (64-bit)", "Oracle Linux Server 8.9"},
}

var (
	roles   = []string{"web", "sql", "app", "Files %2f shares", "dc", "büro", "測試", "a&b <x>", "build", "mail", "erp"}
	folders = []string{"Production", "Test & Dev", "Büro", "R%2fD", "Retired", "Übersee 東京"}
)

type estate struct {
	machines   []*simulator.VirtualMachine
	datastores map[string][]*simulator.Datastore // by datacenter
	folders    map[string][]*simulator.Folder
	pools      map[string][]*simulator.ResourcePool // by cluster or host
	fields     []types.CustomFieldDef
}

func vary() {
	e := gather()
	for i, machine := range e.machines {
		e.varyMachine(i, machine)
	}
}

func gather() *estate {
	e := &estate{
		datastores: map[string][]*simulator.Datastore{}, folders: map[string][]*simulator.Folder{},
		pools: map[string][]*simulator.ResourcePool{},
	}
	for _, entity := range simulator.Map.All("VirtualMachine") {
		e.machines = append(e.machines, entity.(*simulator.VirtualMachine))
	}
	sort.Slice(e.machines, func(i, j int) bool { return number(e.machines[i].Self) < number(e.machines[j].Self) })
	for _, entity := range simulator.Map.All("Datastore") {
		store := entity.(*simulator.Datastore)
		dc := datacenterOf(store.Self)
		e.datastores[dc] = append(e.datastores[dc], store)
	}
	for _, stores := range e.datastores {
		sort.Slice(stores, func(i, j int) bool { return stores[i].Name < stores[j].Name })
	}
	for _, entity := range simulator.Map.All("ResourcePool") {
		pool := entity.(*simulator.ResourcePool)
		e.pools[pool.Owner.Value] = append(e.pools[pool.Owner.Value], pool)
	}
	for _, pools := range e.pools {
		sort.Slice(pools, func(i, j int) bool { return number(pools[i].Self) < number(pools[j].Self) })
	}
	if manager := content().CustomFieldsManager; manager != nil {
		of := simulator.Map.CustomFieldsManager()
		of.Field = append(of.Field,
			types.CustomFieldDef{Key: 101, Name: "Owner", Type: "VirtualMachine", ManagedObjectType: "VirtualMachine"},
			types.CustomFieldDef{Key: 102, Name: "Cost centre", Type: "VirtualMachine", ManagedObjectType: "VirtualMachine"})
		e.fields = of.Field
	}
	return e
}

func number(self types.ManagedObjectReference) int {
	value, _ := strconv.Atoi(self.Value[strings.LastIndexByte(self.Value, '-')+1:])
	return value
}

func datacenterOf(self types.ManagedObjectReference) string {
	for {
		entity, ok := simulator.Map.Get(self).(interface{ Entity() *mo.ManagedEntity })
		if !ok || self.Type == "Datacenter" {
			return self.Value
		}
		parent := entity.Entity().Parent
		if parent == nil {
			return self.Value
		}
		self = *parent
	}
}

func (e *estate) varyMachine(i int, vm *simulator.VirtualMachine) {
	dc := datacenterOf(vm.Self)
	system := guests[i%len(guests)]
	cores := []int32{1, 2, 4, 8, 2, 4, 16, 32, 6, 64}[i%10]
	perSocket := []int32{1, 2, 1, 4, 2}[i%5]
	if cores%perSocket != 0 {
		perSocket = 1
	}
	memory := []int32{512, 2048, 4096, 8192, 16384, 65536, 1000, 131072, 524288}[i%9]

	name := fmt.Sprintf("%s-%05d", roles[i%len(roles)], i)
	if i%97 == 13 {
		name = "twin" // in more than one folder
	}
	vm.Name, vm.Config.Name, vm.Summary.Config.Name = name, name, name

	vm.Config.GuestId, vm.Config.GuestFullName = system.id, system.name
	vm.Summary.Config.GuestId, vm.Summary.Config.GuestFullName = system.id, system.name
	vm.Config.Hardware.NumCPU, vm.Config.Hardware.NumCoresPerSocket, vm.Config.Hardware.MemoryMB = cores, perSocket, memory
	vm.Summary.Config.NumCpu, vm.Summary.Config.MemorySizeMB = cores, memory
	vm.Config.Version = []string{"vmx-13", "vmx-11", "vmx-19", "vmx-04"}[i%4]
	vm.Config.Firmware = "bios"
	vm.Config.BootOptions = &types.VirtualMachineBootOptions{}
	if i%3 == 1 {
		vm.Config.Firmware = "efi"
		if i%2 == 1 {
			vm.Config.BootOptions.EfiSecureBootEnabled = types.NewBool(i%4 == 1)
		}
	}
	if i%7 == 2 {
		vm.Config.Annotation = fmt.Sprintf("Rolle: <%s> & mehr\n2. Zeile %d", roles[i%len(roles)], i)
		vm.Summary.Config.Annotation = vm.Config.Annotation
	}
	if i%5 > 0 {
		vm.Config.ChangeTrackingEnabled = types.NewBool(i%5 > 2)
	}
	created := time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(i) * 7 * time.Hour)
	vm.Config.CreateDate = &created

	e.place(i, dc, vm)
	e.power(i, vm)
	e.devices(i, dc, vm)
	e.tools(i, system, vm)
	e.snapshots(i, created, vm)
	vm.AvailableField = e.fields
	if len(e.fields) > 0 && i%6 == 5 {
		vm.CustomValue = append(vm.CustomValue,
			&types.CustomFieldStringValue{CustomFieldValue: types.CustomFieldValue{Key: 101}, Value: fmt.Sprintf("team %d", i%12)},
			&types.CustomFieldStringValue{CustomFieldValue: types.CustomFieldValue{Key: 102}, Value: fmt.Sprintf("%04d", i%50)})
		vm.Summary.CustomValue = vm.CustomValue
	}
	if i%83 == 40 {
		vm.Config.Template, vm.Summary.Config.Template = true, true
		vm.ResourcePool = nil
	}
}

func (e *estate) place(i int, dc string, vm *simulator.VirtualMachine) {
	if content().About.ApiType != "HostAgent" {
		if e.folders[dc] == nil {
			e.folders[dc] = makeFolders(*vm.Parent)
		}
		move(vm, e.folders[dc][i%len(e.folders[dc])])
	}
	pools := e.pools[ownerOf(vm)]
	if pool := pools[i%len(pools)]; pool.Self != *vm.ResourcePool {
		old := simulator.Map.Get(*vm.ResourcePool).(*simulator.ResourcePool)
		simulator.RemoveReference(&old.Vm, vm.Self)
		pool.Vm = append(pool.Vm, vm.Self)
		vm.ResourcePool = &pool.Self
	}
}

func ownerOf(vm *simulator.VirtualMachine) string {
	return simulator.Map.Get(*vm.ResourcePool).(*simulator.ResourcePool).Owner.Value
}

// Folders within the datacenter's folder of machines, the last one within the one before; that one itself is first.
func makeFolders(root types.ManagedObjectReference) []*simulator.Folder {
	top := simulator.Map.Get(root).(*simulator.Folder)
	made := []*simulator.Folder{top}
	for index, name := range folders {
		parent := top
		if index >= len(folders)-2 {
			parent = made[len(made)-1]
		}
		folder := &simulator.Folder{}
		folder.Name, folder.ChildType = name, top.ChildType
		simulator.Map.PutEntity(parent, simulator.Map.NewEntity(folder))
		parent.ChildEntity = append(parent.ChildEntity, folder.Self)
		made = append(made, folder)
	}
	return made
}

func move(vm *simulator.VirtualMachine, to *simulator.Folder) {
	from := simulator.Map.Get(*vm.Parent).(*simulator.Folder)
	if from == to {
		return
	}
	simulator.RemoveReference(&from.ChildEntity, vm.Self)
	to.ChildEntity = append(to.ChildEntity, vm.Self)
	vm.Parent = &to.Self
}

func (e *estate) power(i int, vm *simulator.VirtualMachine) {
	state := types.VirtualMachinePowerStatePoweredOn
	switch {
	case i%9 == 4 || i%83 == 40:
		state = types.VirtualMachinePowerStatePoweredOff
	case i%29 == 7:
		state = types.VirtualMachinePowerStateSuspended
	}
	vm.Runtime.PowerState, vm.Summary.Runtime.PowerState = state, state
	if i%61 == 33 {
		vm.Runtime.ConnectionState, vm.Summary.Runtime.ConnectionState =
			types.VirtualMachineConnectionStateInaccessible, types.VirtualMachineConnectionStateInaccessible
	}
	vm.Runtime.ConsolidationNeeded = types.NewBool(i%31 == 3)
}

func (e *estate) tools(i int, system guest, vm *simulator.VirtualMachine) {
	running := vm.Runtime.PowerState == types.VirtualMachinePowerStatePoweredOn && i%8 != 6
	vm.Guest.ToolsRunningStatus = string(types.VirtualMachineToolsRunningStatusGuestToolsNotRunning)
	vm.Guest.ToolsStatus = types.VirtualMachineToolsStatusToolsNotInstalled
	vm.Guest.ToolsVersionStatus2 = string(types.VirtualMachineToolsVersionStatusGuestToolsNotInstalled)
	vm.Guest.Net, vm.Guest.IpAddress, vm.Guest.HostName, vm.Guest.GuestFullName, vm.Guest.GuestState = nil, "", "", "", "notRunning"
	if running {
		vm.Guest.ToolsRunningStatus = string(types.VirtualMachineToolsRunningStatusGuestToolsRunning)
		vm.Guest.ToolsStatus = types.VirtualMachineToolsStatusToolsOk
		vm.Guest.ToolsVersionStatus2 = string(types.VirtualMachineToolsVersionStatusGuestToolsCurrent)
		vm.Guest.ToolsVersion = "11333"
		vm.Guest.GuestState = "running"
		vm.Guest.HostName = fmt.Sprintf("host%05d", i)
		if i%2 == 0 {
			vm.Guest.HostName += ".corp.example"
		}
		vm.Guest.GuestFullName = system.tools
		e.guestNet(i, vm)
	}
	vm.Summary.Guest.HostName, vm.Summary.Guest.IpAddress = vm.Guest.HostName, vm.Guest.IpAddress
	vm.Summary.Guest.ToolsRunningStatus, vm.Summary.Guest.ToolsStatus = vm.Guest.ToolsRunningStatus, vm.Guest.ToolsStatus
	vm.Summary.Guest.ToolsVersionStatus2 = vm.Guest.ToolsVersionStatus2
}

func (e *estate) guestNet(i int, vm *simulator.VirtualMachine) {
	count := 0
	for _, device := range vm.Config.Hardware.Device {
		card, ok := device.(types.BaseVirtualEthernetCard)
		if !ok {
			continue
		}
		count++
		base := card.GetVirtualEthernetCard()
		addresses := []string{fmt.Sprintf("10.%d.%d.%d", count, i/250%250, i%250+1)}
		if i%4 == 1 {
			addresses = append(addresses, fmt.Sprintf("fe80::250:56ff:fe%02x:%04x", count, i%65536))
		}
		if i%13 == 11 && count > 1 {
			addresses = nil
		}
		vm.Guest.Net = append(vm.Guest.Net, types.GuestNicInfo{
			Network: base.DeviceInfo.GetDescription().Summary, IpAddress: addresses, MacAddress: base.MacAddress,
			Connected: true, DeviceConfigId: base.Key,
		})
		if vm.Guest.IpAddress == "" && len(addresses) > 0 {
			vm.Guest.IpAddress = addresses[0]
		}
	}
	if i%10 == 3 { // an adapter of the guest's own, that no device stands for
		vm.Guest.Net = append(vm.Guest.Net, types.GuestNicInfo{
			IpAddress: []string{"172.17.0.1"}, MacAddress: "02:42:ac:11:00:02", Connected: true, DeviceConfigId: -1,
		})
	}
}

func (e *estate) snapshots(i int, created time.Time, vm *simulator.VirtualMachine) {
	if i%11 != 4 {
		return
	}
	one := func(level int, children ...types.VirtualMachineSnapshotTree) types.VirtualMachineSnapshotTree {
		return types.VirtualMachineSnapshotTree{
			Snapshot: types.ManagedObjectReference{Type: "VirtualMachineSnapshot", Value: fmt.Sprintf("snapshot-%d-%d", i, level)},
			Vm:       vm.Self, Name: fmt.Sprintf("before patch %d", level), Description: "kept by hand", Id: int32(level),
			CreateTime: created.Add(time.Duration(level) * time.Hour), State: vm.Runtime.PowerState, ChildSnapshotList: children,
		}
	}
	tree := one(1)
	if i%2 == 0 {
		tree = one(1, one(2))
	}
	current := tree.Snapshot
	vm.Snapshot = &types.VirtualMachineSnapshotInfo{CurrentSnapshot: &current, RootSnapshotList: []types.VirtualMachineSnapshotTree{tree}}
}

func uuidOf(text string) string {
	sum := sha1.Sum([]byte(text))
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[0:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}
