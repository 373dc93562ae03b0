package main

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

// An export of a snapshot: a lease that has to be kept alive, and for each disk an address where it is given whole, as
// a stream-optimized VMDK that qemu-img packs. A machine has one at a time, and is left alone meanwhile.
type lease struct {
	object *simulator.HttpNfcLease
	m      *virtualMachine
	files  map[string]string
	heard  time.Time
	kept   int // how often its client said that it is still there
}

// What a client is told, in seconds: it has to speak up this often.
const leaseTimeout = 2

// When one that said nothing is over: a busy machine lets a client be late.
const leasePatience = time.Minute

func exportSnapshot(f *front, request *types.ExportSnapshot) *answer {
	snapshot, there := simulator.Map.Get(request.This).(*simulator.VirtualMachineSnapshot)
	if !there {
		return gone(request.This)
	}
	m := f.machine(snapshot.Vm)
	if m == nil {
		return fault("The operation is not supported on the object.", "NotSupported", "")
	}
	if failure := f.takeFault("ExportSnapshot", "task"); failure != "" {
		return fault(failure, failure, "")
	}
	f.lock.Lock()
	defer f.lock.Unlock()
	for _, other := range f.leases {
		if other.m == m && !other.isOver() {
			return fault("Another task is already in progress.", "TaskInProgress", reference("task", other.object.Self))
		}
	}
	object := &simulator.HttpNfcLease{}
	object.State = types.HttpNfcLeaseStateInitializing
	simulator.Map.Put(object)
	l := &lease{object: object, m: m, files: map[string]string{}, heard: time.Now()}
	f.leases[object.Self] = l
	go l.prepare(f, snapshot)
	return reply("ExportSnapshot", []byte(reference("returnval", object.Self)))
}

func (l *lease) isOver() bool {
	return l.object.State == types.HttpNfcLeaseStateDone || l.object.State == types.HttpNfcLeaseStateError ||
		time.Since(l.heard) > leasePatience
}

func (l *lease) prepare(f *front, snapshot *simulator.VirtualMachineSnapshot) {
	f.lock.Lock()
	defer f.lock.Unlock()
	info := &types.HttpNfcLeaseInfo{Lease: l.object.Self, Entity: l.m.vm.Self, LeaseTimeout: leaseTimeout}
	for n, d := range l.m.disks {
		name := fmt.Sprintf("disk-%d.vmdk", n)
		path, err := l.pack(d, snapshot.Self, name)
		if err != nil {
			l.object.State = types.HttpNfcLeaseStateError
			l.object.Error = &types.LocalizedMethodFault{Fault: &types.SystemError{}, LocalizedMessage: err.Error()}
			return
		}
		l.files[name] = path
		info.TotalDiskCapacityInKB += d.capacity / 1024
		info.DeviceUrl = append(info.DeviceUrl, types.HttpNfcLeaseDeviceUrl{
			Key:           fmt.Sprintf("/%s/%s", l.m.vm.Self.Value, l.m.place(d)),
			Url:           fmt.Sprintf("%s://*:%s/nfc/%s/%s", f.scheme, f.port, l.object.Self.Value, name),
			SslThumbprint: f.sha1, Disk: types.NewBool(true), TargetId: name,
		})
	}
	info.DeviceUrl = append(info.DeviceUrl, types.HttpNfcLeaseDeviceUrl{
		Key: fmt.Sprintf("/%s/nvram", l.m.vm.Self.Value), Url: fmt.Sprintf("%s://*:%s/nfc/%s/nvram", f.scheme, f.port, l.object.Self.Value),
		Disk: types.NewBool(false),
	})
	l.object.Info, l.heard = info, time.Now()
	l.object.State = types.HttpNfcLeaseStateReady
}

func (l *lease) pack(d *disk, snapshot types.ManagedObjectReference, name string) (string, error) {
	layers := 0
	for i, each := range d.layers {
		if each.snapshot == snapshot {
			layers = i
		}
	}
	bytes, err := d.content(layers)
	if err != nil {
		return "", err
	}
	folder := filepath.Join(filepath.Dir(d.flat), l.object.Self.Value)
	raw, packed := filepath.Join(folder, name+".raw"), filepath.Join(folder, name)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	if err := os.WriteFile(raw, bytes, 0o600); err != nil {
		return "", err
	}
	defer os.Remove(raw)
	out, err := exec.Command("qemu-img", "convert", "-f", "raw", "-O", "vmdk", "-o", "subformat=streamOptimized", raw, packed).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("qemu-img: %s", out)
	}
	return packed, nil
}

// Such as ParaVirtualSCSIController0:1.
func (m *virtualMachine) place(d *disk) string {
	for _, device := range m.vm.Config.Hardware.Device {
		if device.GetVirtualDevice().Key == d.device.ControllerKey {
			kind := strings.TrimPrefix(fmt.Sprintf("%T", device), "*types.")
			return fmt.Sprintf("%s%d:%d", kind, device.(types.BaseVirtualController).GetVirtualController().BusNumber, *d.device.UnitNumber)
		}
	}
	return ""
}

func (f *front) changeLease(reference types.ManagedObjectReference, method string, change func(*lease)) *answer {
	f.lock.Lock()
	defer f.lock.Unlock()
	l := f.leases[reference]
	switch {
	case l == nil:
		return gone(reference)
	case l.isOver():
		return fault("The lease has timed out.", "Timedout", "")
	}
	change(l)
	return reply(method, nil)
}

func leaseProgress(f *front, request *types.HttpNfcLeaseProgress) *answer {
	return f.changeLease(request.This, "HttpNfcLeaseProgress", func(l *lease) { l.heard, l.kept = time.Now(), l.kept+1 })
}

func leaseComplete(f *front, request *types.HttpNfcLeaseComplete) *answer {
	return f.changeLease(request.This, "HttpNfcLeaseComplete", func(l *lease) { l.object.State = types.HttpNfcLeaseStateDone })
}

func leaseAbort(f *front, request *types.HttpNfcLeaseAbort) *answer {
	return f.changeLease(request.This, "HttpNfcLeaseAbort", func(l *lease) { l.object.State = types.HttpNfcLeaseStateError })
}

// A download that is slow goes on when its lease has been kept some times since; where nobody keeps it, it is over.
func (f *front) awaitKeeping(l *lease) {
	f.lock.Lock()
	defer f.lock.Unlock()
	for wanted := l.kept + 3; l.kept < wanted && !l.isOver(); {
		f.lock.Unlock()
		time.Sleep(20 * time.Millisecond)
		f.lock.Lock()
	}
}

// A disk of a lease, from its beginning to its end whatever range is asked for.
func (f *front) serveExport(w http.ResponseWriter, r *http.Request) {
	f.count("NFC")
	parts := strings.Split(r.URL.Path, "/")
	failure := f.takeFault("NFC", "wire")
	f.lock.Lock()
	l := f.leases[types.ManagedObjectReference{Type: "HttpNfcLease", Value: parts[2]}]
	path, isSlow, over := "", f.delays["NFC"] > 0, true
	if l != nil {
		path, over = l.files[parts[3]], l.isOver()
	}
	f.lock.Unlock()
	bytes, err := os.ReadFile(path)
	if over || err != nil {
		http.NotFound(w, r)
		return
	}
	if failure == "drop" {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", "application/x-vnd.vmware-streamVmdk")
	w.Header().Set("Content-Length", fmt.Sprint(len(bytes)))
	_, _ = w.Write(bytes[:len(bytes)/2])
	w.(http.Flusher).Flush()
	if isSlow {
		f.awaitKeeping(l)
	}
	f.lock.Lock()
	over = l.isOver()
	f.lock.Unlock()
	if over || failure == "lose" {
		panic(http.ErrAbortHandler)
	}
	_, _ = w.Write(bytes[len(bytes)/2:])
}
