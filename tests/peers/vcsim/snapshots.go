package main

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/types"
)

// Long operations on machines that have disks with content: each takes the time that the control door set, and shows
// among the machine's recent tasks, as a real server's do.
func (f *front) machine(reference types.ManagedObjectReference) *virtualMachine {
	f.lock.Lock()
	defer f.lock.Unlock()
	return f.machines[reference]
}

type execution func() (types.AnyType, types.BaseMethodFault)

func (f *front) task(m *virtualMachine, method, kind string, run execution) *answer {
	failure := f.takeFault(method, "task")
	task := simulator.CreateTask(m.vm, kind, func(*simulator.Task) (types.AnyType, types.BaseMethodFault) {
		if failure != "" {
			return nil, faultNamed(failure)
		}
		f.lock.Lock()
		defer f.lock.Unlock()
		return run()
	})
	f.lock.Lock()
	m.vm.RecentTask = append(m.vm.RecentTask, task.Self)
	f.lock.Unlock()
	go func() {
		// Its time may be made shorter while it runs.
		for begun := time.Now(); time.Since(begun) < f.delayOf(method); {
			time.Sleep(10 * time.Millisecond)
		}
		task.Run()
	}()
	return reply(method, []byte(reference("returnval", task.Self)))
}

func (f *front) delayOf(method string) time.Duration {
	f.lock.Lock()
	defer f.lock.Unlock()
	return f.delays[method]
}

func createSnapshot(f *front, request *types.CreateSnapshot_Task) *answer {
	m := f.machine(request.This)
	if m == nil {
		return nil
	}
	return f.task(m, "CreateSnapshot_Task", "createSnapshot", func() (types.AnyType, types.BaseMethodFault) {
		on := m.vm.Runtime.PowerState == types.VirtualMachinePowerStatePoweredOn
		if request.Quiesce && on && !hasTools(m.vm) {
			return nil, &types.FilesystemQuiesceFault{}
		}
		made, err := methods.CreateSnapshot_Task(background, f.service, request)
		if err != nil {
			return nil, &types.SystemError{Reason: err.Error()}
		}
		snapshot := simulator.Map.Get(made.Returnval).(*simulator.Task).Info.Result.(types.ManagedObjectReference)
		simulator.Map.Get(snapshot).(*simulator.VirtualMachineSnapshot).Config.Hardware.Device = m.freeze(snapshot)
		return snapshot, nil
	})
}

func removeSnapshot(f *front, request *types.RemoveSnapshot_Task) *answer {
	snapshot, there := simulator.Map.Get(request.This).(*simulator.VirtualMachineSnapshot)
	if !there {
		return gone(request.This)
	}
	m := f.machine(snapshot.Vm)
	if m == nil {
		return nil
	}
	return f.task(m, "RemoveSnapshot_Task", "removeSnapshot", func() (types.AnyType, types.BaseMethodFault) {
		if simulator.Map.Get(request.This) == nil {
			return nil, &types.ManagedObjectNotFound{Obj: request.This}
		}
		if request.RemoveChildren || request.Consolidate == nil || !*request.Consolidate {
			return nil, &types.InvalidArgument{InvalidProperty: "consolidate"}
		}
		if _, err := methods.RemoveSnapshot_Task(background, f.service, request); err != nil {
			return nil, &types.SystemError{Reason: err.Error()}
		}
		if m.leavesFiles {
			m.leavesFiles, m.unmerged = false, append(m.unmerged, request.This)
			m.needsConsolidation(true)
			return nil, nil
		}
		return nil, failed(m.merge(request.This))
	})
}

func consolidate(f *front, request *types.ConsolidateVMDisks_Task) *answer {
	m := f.machine(request.This)
	if m == nil {
		return nil
	}
	return f.task(m, "ConsolidateVMDisks_Task", "consolidateDisks", func() (types.AnyType, types.BaseMethodFault) {
		for _, snapshot := range m.unmerged {
			if err := m.merge(snapshot); err != nil {
				return nil, failed(err)
			}
		}
		m.unmerged = nil
		m.needsConsolidation(false)
		return nil, nil
	})
}

func failed(err error) types.BaseMethodFault {
	if err == nil {
		return nil
	}
	return &types.SystemError{Reason: err.Error()}
}

func (m *virtualMachine) needsConsolidation(needs bool) {
	m.vm.Runtime.ConsolidationNeeded = types.NewBool(needs)
}

func hasTools(vm *simulator.VirtualMachine) bool {
	return vm.Guest != nil && vm.Guest.ToolsRunningStatus == string(types.VirtualMachineToolsRunningStatusGuestToolsRunning)
}

func shutdownGuest(f *front, request *types.ShutdownGuest) *answer {
	m := f.machine(request.This)
	switch {
	case m == nil:
		return nil
	case !hasTools(m.vm):
		return fault("Cannot complete operation because VMware Tools is not running in this virtual machine.", "ToolsUnavailable", "")
	case m.ignoresGuest:
		return reply("ShutdownGuest", nil)
	}
	return nil
}

// By the API's reference: the question begins within the disk; the tracking must be the one that the change id is of; an
// answer may speak of a part of the disk only.
func queryChangedAreas(f *front, request *types.QueryChangedDiskAreas) *answer {
	if f.denied("VirtualMachine.Provisioning.DiskRandomRead") {
		return fault("Permission to perform this operation was denied.", "NoPermission",
			reference("object", request.This)+"<privilegeId>VirtualMachine.Provisioning.DiskRandomRead</privilegeId>")
	}
	m := f.machine(request.This)
	if m == nil {
		return fault("The operation is not supported on the object.", "NotSupported", "")
	}
	f.lock.Lock()
	defer f.lock.Unlock()
	var d *disk
	for _, each := range m.disks {
		if each.device.Key == request.DeviceKey {
			d = each
		}
	}
	if d == nil {
		return wrongArgument("deviceKey")
	}
	if request.StartOffset < 0 || request.StartOffset >= d.capacity {
		return wrongArgument("startOffset")
	}
	if request.Snapshot == nil {
		return wrongArgument("snapshot")
	}
	taken, there := simulator.Map.Get(*request.Snapshot).(*simulator.VirtualMachineSnapshot)
	if !there {
		return gone(*request.Snapshot)
	}
	layers := -1
	for i, l := range d.layers {
		if l.snapshot == *request.Snapshot {
			layers = i
		}
	}
	now := changeIDOf(taken, request.DeviceKey)
	if layers < 0 || now == "" || d.tracking == "" || !strings.HasPrefix(now, d.tracking+"/") {
		return fileFault(d)
	}
	var blocks []int64
	if request.ChangeId == "*" {
		if m.refusesAll {
			return fileFault(d)
		}
		found, err := d.allocated(layers)
		if err != nil {
			return fault(err.Error(), "SystemError", "<reason></reason>")
		}
		blocks = found
	} else {
		since, err := strconv.Atoi(strings.TrimPrefix(request.ChangeId, d.tracking+"/"))
		until, _ := strconv.Atoi(strings.TrimPrefix(now, d.tracking+"/"))
		if err != nil || since > until {
			return fileFault(d)
		}
		blocks = d.writtenBetween(since, until)
	}
	return reply("QueryChangedDiskAreas", []byte(m.areas(d, blocks, request.StartOffset)))
}

// As many areas as an answer holds, and what part of the disk they speak of. The last block may go over the end.
func (m *virtualMachine) areas(d *disk, blocks []int64, start int64) string {
	var out bytes.Buffer
	told, end := 0, d.capacity
	for i := 0; i < len(blocks); i++ {
		from := blocks[i] * block
		for i+1 < len(blocks) && blocks[i+1] == blocks[i]+1 {
			i++
		}
		to := (blocks[i] + 1) * block
		if to <= start {
			continue
		}
		if told == m.areasInAnswer {
			end = from
			break
		}
		if from < start {
			from = start
		}
		told++
		fmt.Fprintf(&out, "<changedArea><start>%d</start><length>%d</length></changedArea>", from, to-from)
	}
	return fmt.Sprintf("<returnval><startOffset>%d</startOffset><length>%d</length>%s</returnval>", start, end-start, out.String())
}

func changeIDOf(snapshot *simulator.VirtualMachineSnapshot, key int32) string {
	for _, device := range snapshot.Config.Hardware.Device {
		if disk, is := device.(*types.VirtualDisk); is && disk.Key == key {
			return disk.Backing.(*types.VirtualDiskFlatVer2BackingInfo).ChangeId
		}
	}
	return ""
}

func fileFault(d *disk) *answer {
	return fault("Error caused by file "+d.base.FileName, "FileFault", "<file>"+escaped(d.base.FileName)+"</file>")
}

func gone(object types.ManagedObjectReference) *answer {
	return fault("The object has already been deleted or has not been completely created", "ManagedObjectNotFound", reference("obj", object))
}
