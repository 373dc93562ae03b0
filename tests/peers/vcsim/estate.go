package main

import (
	"crypto/sha1"
	"fmt"
	"io"
	"log"
	"os"
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
//
// What a client can change goes the client's way (calls.go): ReconfigVM_Task with its SET. properties, power, snapshots,
// custom attributes. Folders, pools, devices of all kinds, addresses of the guest and the date of creation are set in
// the simulator's own objects, as it has no call for them or knows only one kind.

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
	{"freebsd64Guest", "FreeBSD Pre-11 versions (64-bit)", ""},
	{"oracleLinux7_64Guest", "Oracle Linux 7 (64-bit)", "Oracle Linux Server 7.9"},
}

var (
	roles   = []string{"web", "sql", "app", "Files %2f shares", "dc", "büro", "測試", "a&b <x>", "build", "mail", "erp"}
	folders = []string{"Production", "Test & Dev", "Büro", "R%2fD", "Retired", "Übersee 東京"}
)

type estate struct {
	machines   []*simulator.VirtualMachine
	flat       bool                              // no machine is moved to another folder
	datastores map[string][]*simulator.Datastore // by datacenter
	folders    map[string][]*simulator.Folder
	pools      map[string][]*simulator.ResourcePool // by cluster or host
	fields     []int32
	calls      calls
}

func vary(service *simulator.Service, flat bool) {
	// The simulator logs what it then copes with.
	log.SetOutput(io.Discard)
	defer log.SetOutput(os.Stderr)
	e := gather()
	e.flat = flat
	e.calls = calls{service}
	if content().CustomFieldsManager != nil {
		e.fields = []int32{e.calls.addField("Owner"), e.calls.addField("Cost centre")}
	}
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
	e.power(i, vm)

	spec := types.VirtualMachineConfigSpec{
		Name: name, GuestId: system.id, NumCPUs: cores, NumCoresPerSocket: perSocket, MemoryMB: int64(memory),
		Version: []string{"vmx-13", "vmx-11", "vmx-19", "vmx-04"}[i%4], Firmware: "bios",
		BootOptions: &types.VirtualMachineBootOptions{},
	}
	if i%3 == 1 {
		spec.Firmware = "efi"
		if i%2 == 1 {
			spec.BootOptions.EfiSecureBootEnabled = types.NewBool(i%4 == 1)
		}
	}
	if i%7 == 2 {
		spec.Annotation = fmt.Sprintf("Rolle: <%s> & mehr\n2. Zeile %d", roles[i%len(roles)], i)
	}
	if i%5 > 0 {
		spec.ChangeTrackingEnabled = types.NewBool(i%5 > 2)
	}
	set(&spec, "config.guestFullName", system.name)
	running := e.tools(i, system, vm, &spec)
	e.calls.reconfigure(vm, spec)

	created := time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(i) * 7 * time.Hour)
	vm.Config.CreateDate = &created
	if i%11 == 4 {
		e.calls.snapshot(vm, "before patch 1")
		if i%2 == 0 {
			e.calls.snapshot(vm, "before patch 2")
		}
	}
	if len(e.fields) > 0 && i%6 == 5 {
		e.calls.setField(vm, e.fields[0], fmt.Sprintf("team %d", i%12))
		e.calls.setField(vm, e.fields[1], fmt.Sprintf("%04d", i%50))
	}
	e.place(i, dc, vm)
	e.devices(i, dc, vm)
	vm.Guest.Net, vm.Guest.IpAddress = nil, ""
	if running {
		e.guestNet(i, vm)
	}
	vm.Summary.Guest.IpAddress = vm.Guest.IpAddress
	if i%83 == 40 {
		e.calls.markAsTemplate(vm)
	}
}

func (e *estate) place(i int, dc string, vm *simulator.VirtualMachine) {
	if content().About.ApiType != "HostAgent" && !e.flat {
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
	switch {
	case i%9 == 4 || i%83 == 40:
		e.calls.powerOff(vm)
	case i%29 == 7:
		e.calls.suspend(vm)
	}
	if i%61 == 33 {
		vm.Runtime.ConnectionState, vm.Summary.Runtime.ConnectionState =
			types.VirtualMachineConnectionStateInaccessible, types.VirtualMachineConnectionStateInaccessible
	}
	vm.Runtime.ConsolidationNeeded = types.NewBool(i%31 == 3)
}

func (e *estate) tools(i int, system guest, vm *simulator.VirtualMachine, spec *types.VirtualMachineConfigSpec) bool {
	running := vm.Runtime.PowerState == types.VirtualMachinePowerStatePoweredOn && i%8 != 6
	if !running {
		set(spec, "guest.toolsRunningStatus", string(types.VirtualMachineToolsRunningStatusGuestToolsNotRunning))
		set(spec, "guest.toolsVersionStatus2", string(types.VirtualMachineToolsVersionStatusGuestToolsNotInstalled))
		set(spec, "guest.guestState", "notRunning")
		return false
	}
	set(spec, "guest.toolsRunningStatus", string(types.VirtualMachineToolsRunningStatusGuestToolsRunning))
	set(spec, "guest.toolsVersionStatus2", string(types.VirtualMachineToolsVersionStatusGuestToolsCurrent))
	set(spec, "guest.toolsVersion", "11333")
	set(spec, "guest.guestState", "running")
	domain := []string{".corp.example", ""}[i%2]
	set(spec, "guest.hostName", fmt.Sprintf("host%05d%s", i, domain))
	set(spec, "guest.guestFullName", system.tools)
	return true
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

func uuidOf(text string) string {
	sum := sha1.Sum([]byte(text))
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[0:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}
