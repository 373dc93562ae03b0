package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

// The simulator's disks are files that nothing writes to. Here a machine can have disks with content: a flat file, over
// which each snapshot lays what the guest writes after it, and a tracking of changed blocks. What the flat file holds is
// what a real datastore would give: the content of the first snapshot while there is one.

const block = 64 << 10 // changes are told so coarsely, as a real server tells them

type layer struct {
	snapshot types.ManagedObjectReference // that froze what is below
	suffix   int                          // of its file, web01-000001.vmdk
	sectors  map[int64][]byte
}

type disk struct {
	device   *types.VirtualDisk // as it was made: key, place, label
	base     types.VirtualDiskFlatVer2BackingInfo
	flat     string // path of the flat file
	capacity int64
	layers   []*layer
	suffixes int

	trackings int
	tracking  string // the change ids' first part; empty while changes are not tracked
	epoch     int    // the second part of the next one
	written   map[int64][]int
}

type virtualMachine struct {
	vm            *simulator.VirtualMachine
	disks         []*disk
	tracksLate    bool // the first snapshot after tracking was switched on has no change ids yet
	refusesAll    bool // the change id * is refused, as a datastore without VMFS may
	ignoresGuest  bool // the guest does not go down when it is asked to
	leavesFiles   bool // a removed snapshot leaves its disks to be consolidated
	unmerged      []types.ManagedObjectReference
	areasInAnswer int
}

const sector = 512

// Takes away the machine's disks and gives it others, empty.
func newMachine(vm *simulator.VirtualMachine, sizes []int64) (*virtualMachine, error) {
	m := &virtualMachine{vm: vm, areasInAnswer: 3}
	var kept []types.BaseVirtualDevice
	var controller int32
	for _, device := range vm.Config.Hardware.Device {
		switch device := device.(type) {
		case *types.VirtualDisk:
			continue
		case types.BaseVirtualSCSIController:
			if controller == 0 {
				controller = device.GetVirtualSCSIController().Key
			}
		}
		kept = append(kept, device)
	}
	store := simulator.Map.Get(vm.Datastore[0]).(*simulator.Datastore)
	folder := filepath.Join(store.Info.GetDatastoreInfo().Url, "disks of "+vm.Self.Value)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	vm.Config.BootOptions = nil
	for n, size := range sizes {
		d := &disk{capacity: size, flat: filepath.Join(folder, fmt.Sprintf("disk_%d-flat.vmdk", n)), written: map[int64][]int{}}
		if err := d.create(); err != nil {
			return nil, err
		}
		name := fmt.Sprintf("[%s] disks of %s/disk_%d.vmdk", store.Name, vm.Self.Value, n)
		d.base = types.VirtualDiskFlatVer2BackingInfo{
			VirtualDeviceFileBackingInfo: types.VirtualDeviceFileBackingInfo{FileName: name, Datastore: &store.Self},
			DiskMode:                     "persistent", ThinProvisioned: types.NewBool(true), Uuid: uuidOf(name), Sharing: "sharingNone",
		}
		d.device = &types.VirtualDisk{
			VirtualDevice: types.VirtualDevice{
				Key: int32(2000 + n), DeviceInfo: label(fmt.Sprintf("Hard disk %d", n+1), fmt.Sprintf("%d KB", size/1024)),
				ControllerKey: controller, UnitNumber: types.NewInt32(int32(n)),
			},
		}
		m.disks = append(m.disks, d)
	}
	vm.Config.Hardware.Device = kept
	m.show()
	return m, nil
}

func (d *disk) create() error {
	file, err := os.Create(d.flat)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := file.Truncate(d.capacity); err != nil {
		return err
	}
	return d.describe()
}

func (d *disk) describe() error {
	text := fmt.Sprintf("# Disk DescriptorFile\nversion=1\nencoding=\"UTF-8\"\nCID=fffffffe\nparentCID=ffffffff\ncreateType=\"vmfs\"\n\n"+
		"# Extent description\nRW %d VMFS \"%s\"\n\n# The Disk Data Base\n#DDB\n\nddb.adapterType = \"lsilogic\"\n",
		d.capacity/sector, filepath.Base(d.flat))
	return os.WriteFile(strings.TrimSuffix(d.flat, "-flat.vmdk")+".vmdk", []byte(text), 0o600)
}

// The disk as the machine has it, or as a snapshot has it, which lies below that many layers.
func (d *disk) shown(layers int, changeID string) *types.VirtualDisk {
	backing := d.base
	for _, l := range d.layers[:layers] {
		below := backing
		backing.Parent = &below
		backing.FileName = strings.TrimSuffix(d.base.FileName, ".vmdk") + fmt.Sprintf("-%06d.vmdk", l.suffix)
	}
	backing.ChangeId = changeID
	shown := *d.device
	shown.CapacityInKB, shown.CapacityInBytes = d.capacity/1024, d.capacity
	shown.Backing = &backing
	return &shown
}

// Brings the machine's devices up to date.
func (m *virtualMachine) show() {
	var devices []types.BaseVirtualDevice
	for _, device := range m.vm.Config.Hardware.Device {
		if _, is := device.(*types.VirtualDisk); !is {
			devices = append(devices, device)
		}
	}
	for _, d := range m.disks {
		devices = append(devices, d.shown(len(d.layers), ""))
	}
	m.vm.Config.Hardware.Device = devices
}

// The devices of a snapshot that is just being made.
func (m *virtualMachine) freeze(snapshot types.ManagedObjectReference) []types.BaseVirtualDevice {
	var devices []types.BaseVirtualDevice
	for _, device := range m.vm.Config.Hardware.Device {
		if _, is := device.(*types.VirtualDisk); !is {
			devices = append(devices, device)
		}
	}
	tracked := m.vm.Config.ChangeTrackingEnabled != nil && *m.vm.Config.ChangeTrackingEnabled
	for _, d := range m.disks {
		if tracked && d.tracking == "" && !m.tracksLate {
			d.track()
		}
		devices = append(devices, d.shown(len(d.layers), d.nextID()))
		d.suffixes++
		d.layers = append(d.layers, &layer{snapshot: snapshot, suffix: d.suffixes, sectors: map[int64][]byte{}})
		if tracked && d.tracking == "" {
			d.track()
		}
	}
	m.tracksLate = false
	m.show()
	return devices
}

func (d *disk) track() {
	d.trackings++
	d.tracking, d.epoch, d.written = uuidOf(fmt.Sprintf("%s %d", d.flat, d.trackings)), 1, map[int64][]int{}
}

func (d *disk) nextID() string {
	if d.tracking == "" {
		return ""
	}
	id := fmt.Sprintf("%s/%d", d.tracking, d.epoch)
	d.epoch++
	return id
}

// What was written after the snapshot goes into what lies below it.
func (m *virtualMachine) merge(snapshot types.ManagedObjectReference) error {
	for _, d := range m.disks {
		for i, l := range d.layers {
			if l.snapshot != snapshot {
				continue
			}
			if i == 0 {
				if err := d.apply(l); err != nil {
					return err
				}
			} else {
				for at, bytes := range l.sectors {
					d.layers[i-1].sectors[at] = bytes
				}
			}
			d.layers = append(d.layers[:i], d.layers[i+1:]...)
			break
		}
	}
	m.show()
	return nil
}

func (d *disk) apply(l *layer) error {
	file, err := os.OpenFile(d.flat, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	for at, bytes := range l.sectors {
		if _, err := file.WriteAt(bytes, at*sector); err != nil {
			return err
		}
	}
	return nil
}

// Content of the disk as it lies below that many layers.
func (d *disk) content(layers int) ([]byte, error) {
	bytes, err := os.ReadFile(d.flat)
	if err != nil {
		return nil, err
	}
	for _, l := range d.layers[:layers] {
		for at, written := range l.sectors {
			copy(bytes[at*sector:], written)
		}
	}
	return bytes, nil
}

// A write of the guest's; whole sectors.
func (d *disk) write(offset int64, bytes []byte) error {
	if offset%sector != 0 || len(bytes)%sector != 0 || offset < 0 || offset+int64(len(bytes)) > d.capacity {
		return fmt.Errorf("a write of %d bytes at %d does not fit a disk of %d", len(bytes), offset, d.capacity)
	}
	for at := offset / block; at*block < offset+int64(len(bytes)); at++ {
		if epochs := d.written[at]; d.tracking != "" && (len(epochs) == 0 || epochs[len(epochs)-1] != d.epoch) {
			d.written[at] = append(epochs, d.epoch)
		}
	}
	top := &layer{sectors: map[int64][]byte{}}
	if len(d.layers) > 0 {
		top = d.layers[len(d.layers)-1]
	}
	for at := 0; at < len(bytes); at += sector {
		top.sectors[(offset+int64(at))/sector] = bytes[at : at+sector]
	}
	if len(d.layers) > 0 {
		return nil
	}
	return d.apply(top)
}

func (d *disk) grow(capacity int64) error {
	d.capacity = capacity
	if err := os.Truncate(d.flat, capacity); err != nil {
		return err
	}
	return d.describe()
}

// Blocks that were written after one change id and before another.
func (d *disk) writtenBetween(from, to int) []int64 {
	var found []int64
	for at, epochs := range d.written {
		for _, epoch := range epochs {
			if epoch > from && epoch <= to {
				found = append(found, at)
				break
			}
		}
	}
	sort.Slice(found, func(i, j int) bool { return found[i] < found[j] })
	return found
}

// Blocks that hold other bytes than zeros, as the disk lies below that many layers.
func (d *disk) allocated(layers int) ([]int64, error) {
	bytes, err := d.content(layers)
	if err != nil {
		return nil, err
	}
	var found []int64
	for at := int64(0); at < d.capacity; at++ {
		if bytes[at] != 0 {
			found = append(found, at/block)
			at = (at/block+1)*block - 1
		}
	}
	return found, nil
}
