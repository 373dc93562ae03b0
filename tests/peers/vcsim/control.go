package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

// The door for tests: what a guest, an administrator or bad luck does. Each request names a machine and does one thing.
//
//	/peer/disks?vm=NAME&sizes=8388608,1048576   gives it empty disks; answers with lines of key and flat file
//	/peer/write?vm=NAME&disk=2000&offset=N      the guest writes the body
//	/peer/read?vm=NAME&disk=2000                what the guest would read now: all of the disk
//	/peer/grow?vm=NAME&disk=2000&bytes=N        the disk grows
//	/peer/set?vm=NAME&NAME=VALUE                see settings below
//	/peer/fail?method=M&how=H&times=N           the next calls of a method, or of GET for files, fail: drop (before anything
//	                                            is done), lose (done, and the answer lost), expire (the session ends),
//	                                            or a fault of its task
//	/peer/delay?method=M&ms=N                   how long its task takes, those that run too; that a download (NFC) is
//	                                            slow: it waits until its lease was kept some times
//	/peer/task?vm=NAME&name=N&description=D     another client begins to make a snapshot
func (f *front) control(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	var err error
	switch operation := strings.TrimPrefix(r.URL.Path, "/peer/"); operation {
	case "fail":
		times, _ := strconv.Atoi(query.Get("times"))
		f.setFault(query.Get("method"), query.Get("how"), times)
	case "delay":
		ms, _ := strconv.Atoi(query.Get("ms"))
		f.lock.Lock()
		f.delays[query.Get("method")] = time.Duration(ms) * time.Millisecond
		f.lock.Unlock()
	default:
		err = f.controlMachine(operation, w, r)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
	}
}

func (f *front) controlMachine(operation string, w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	vm := machineNamed(query.Get("vm"))
	if vm == nil {
		return fmt.Errorf("there is no machine %s", query.Get("vm"))
	}
	if operation == "task" {
		createSnapshot(f, &types.CreateSnapshot_Task{This: vm.Self, Name: query.Get("name"), Description: query.Get("description")})
		return nil
	}
	f.lock.Lock()
	defer f.lock.Unlock()
	if operation == "disks" {
		return f.giveDisks(w, vm, strings.Split(query.Get("sizes"), ","))
	}
	m := f.machines[vm.Self]
	if m == nil {
		return fmt.Errorf("the machine %s has no disks with content", vm.Name)
	}
	if operation == "set" {
		for name := range query {
			if name != "vm" {
				if err := m.set(name, query.Get(name)); err != nil {
					return err
				}
			}
		}
		return nil
	}
	key, _ := strconv.Atoi(query.Get("disk"))
	for _, d := range m.disks {
		if d.device.Key == int32(key) {
			return d.control(operation, w, r)
		}
	}
	return fmt.Errorf("the machine %s has no disk %d", vm.Name, key)
}

func (f *front) giveDisks(w io.Writer, vm *simulator.VirtualMachine, texts []string) error {
	var sizes []int64
	for _, text := range texts {
		size, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return err
		}
		sizes = append(sizes, size)
	}
	m, err := newMachine(vm, sizes)
	if err != nil {
		return err
	}
	f.machines[vm.Self] = m
	for _, d := range m.disks {
		fmt.Fprintf(w, "%d %s\n", d.device.Key, d.flat)
	}
	return nil
}

func (d *disk) control(operation string, w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	switch operation {
	case "write":
		offset, err := strconv.ParseInt(query.Get("offset"), 10, 64)
		if err != nil {
			return err
		}
		bytes, err := io.ReadAll(r.Body)
		if err != nil {
			return err
		}
		return d.write(offset, bytes)
	case "read":
		bytes, err := d.content(len(d.layers))
		if err == nil {
			_, err = w.Write(bytes)
		}
		return err
	case "grow":
		capacity, err := strconv.ParseInt(query.Get("bytes"), 10, 64)
		if err != nil {
			return err
		}
		return d.grow(capacity)
	}
	return fmt.Errorf("%s is nothing that can be done", operation)
}

// What an administrator changes, or what happens to a machine.
func (m *virtualMachine) set(name, value string) error {
	on := value == "true"
	switch name {
	case "tools":
		m.vm.Guest.ToolsRunningStatus = value
	case "power":
		m.vm.Runtime.PowerState = types.VirtualMachinePowerState(value)
		m.vm.Summary.Runtime.PowerState = m.vm.Runtime.PowerState
	case "tracking":
		m.vm.Config.ChangeTrackingEnabled = types.NewBool(on)
	case "trackable":
		m.vm.Capability.ChangeTrackingSupported = types.NewBool(on)
	case "version":
		m.vm.Config.Version = value
	case "template":
		m.vm.Config.Template = on
	case "state":
		m.vm.Runtime.ConnectionState = types.VirtualMachineConnectionState(value)
	case "consolidation":
		m.needsConsolidation(on)
	case "resets": // the tracking begins anew, as after a power failure
		for _, d := range m.disks {
			d.track()
		}
	case "tracksLate":
		m.tracksLate = on
	case "refusesAll":
		m.refusesAll = on
	case "ignoresGuest":
		m.ignoresGuest = on
	case "leavesFiles":
		m.leavesFiles = on
	case "mode":
		m.disks[0].base.DiskMode = value
	case "sharing":
		m.disks[0].base.Sharing = value
	case "encrypted":
		m.disks[0].base.KeyId = &types.CryptoKeyId{KeyId: value}
	case "moved": // to another place, as by Storage vMotion: the content is the same, its file another
		m.disks[0].base.FileName = strings.Replace(m.disks[0].base.FileName, "disk_0.vmdk", value, 1)
		if err := os.Link(m.disks[0].flat, strings.Replace(m.disks[0].flat, "disk_0-flat.vmdk", strings.TrimSuffix(value, ".vmdk")+"-flat.vmdk", 1)); err != nil {
			return err
		}
	default:
		return fmt.Errorf("%s is nothing that can be set", name)
	}
	m.show()
	return nil
}

func machineNamed(name string) *simulator.VirtualMachine {
	for _, entity := range simulator.Map.All("VirtualMachine") {
		if machine := entity.(*simulator.VirtualMachine); machine.Name == name {
			return machine
		}
	}
	return nil
}
