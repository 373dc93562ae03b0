using AzMigrate.Discovery.Linux.Machines;
using AzMigrate.Discovery.Linux.Performance;
using AzMigrate.Discovery.Linux.Visits;

namespace AzMigrate.Tests.Discovery.Linux;

/// <summary>
/// What real machines said. Files in Recordings/ are whole visits of ours, with names, addresses and ids changed. The
/// others are machines that their owners have shown: their devices, sizes and what lies on what, written as a visit has
/// it.
/// </summary>
public sealed class RecordingsTests
{
    [Fact]
    public void A_virtual_machine_with_a_file_system_on_a_loop_and_swap_in_zram()
    {
        var machine = HostReader.Read(Recording("firecracker-debian12.inventory.txt"), Recorded.Host, "lin").Machine;
        Assert.Equal(("fc1", 2, 1, 24684092L / 1024),
            (machine.Name, machine.Cores, machine.Sockets, machine.MemoryMiB));
        Assert.Equal([("vda", 274877906944)], machine.Disks.Select(disk => (disk.Name, disk.CapacityBytes)));
        Assert.Equal([("/", "/dev/vda", "ext4", 270553174016)], machine.Volumes!.Select(
            volume => (volume.MountPoint, volume.Device, volume.FileSystem, volume.CapacityBytes)));
        Assert.Equal([("eth0", "virtio_net")],
            machine.NetworkAdapters.Select(adapter => (adapter.Name, adapter.AdapterType)));
        Assert.Equal(("Debian GNU/Linux 12 (bookworm)", "12.11"),
            (machine.OperatingSystem.GuestName, machine.OperatingSystem.Version));
    }

    [Fact]
    public void Its_counters_are_those_of_its_disk_and_adapter()
    {
        var readings = CounterReadings.Parse(Recording("firecracker-debian12.counters.txt"));
        Assert.Equal(3, readings.Count);
        Assert.All(readings,
            reading => Assert.Equal(["vda", "eth0"], reading.Disks.Keys.Concat(reading.Adapters.Keys)));
        Assert.Equal(15534.06, readings[0].UptimeSeconds);
        Assert.Equal([153923, 9267594 * 512d, 1529465, 518390792 * 512d], readings[0].Disks["vda"]);
        Assert.Equal(487934 + 6524, readings[0].IdleTicks);
        Assert.Equal(100d * (24684092 - 21259396) / 24684092, readings[0].MemoryPercent);
    }

    // The machine of util-linux's tests (tests/expected/lsblk, simple-lvm): two SATA disks, NVMe, LVM over four loops.
    [Fact]
    public void A_workstation_with_NVMe_and_a_volume_group_on_loops()
    {
        var machine = Recorded.Visit(("block", """
            dm-0	65536	0			vg_foo.4059-lv_foo.4059	LVM-abc		loop0 loop1 loop2 loop3 	
            loop0	20480	0							
            loop1	20480	0							
            loop2	20480	0							
            loop3	20480	0							
            nvme0n1	468862128	0	KINGSTON SKC1000240G						nvme0n1p1 nvme0n1p2 nvme0n1p3 
            sda	468862128	0	KINGSTON SH103S3						sda1 sda2 sda3 sda4 sda5 sda6 
            sdb	156301488	0	WDC WD800JD-00MS						sdb1 
            """), ("df", """
            Filesystem 1024-blocks Used Available Capacity Mounted on
            /dev/sda4 51343840 20000000 28000000 42% /
            /dev/sda1 204580 9000 195580 5% /boot/efi
            /dev/sda2 194235 100000 80000 56% /boot
            /dev/sdb1 76766284 10000000 62000000 14% /home/archive
            /dev/nvme0n1p2 205375464 90000000 105000000 47% /home
            /dev/nvme0n1p3 16201692 1000000 14000000 7% /home/test
            /dev/mapper/vg_foo.4059-lv_foo.4059 28756 23 26465 1% /mnt/foo
            """)).Machine;
        Assert.Equal(["sda", "nvme0n1", "sdb"], machine.Disks.Select(disk => disk.Name));
        Assert.Equal(["/ sda", "/boot sda", "/boot/efi sda", "/home nvme0n1", "/home/archive sdb",
            "/home/test nvme0n1"], Layout(machine));
    }

    // Karel Zak's example of lsblk --merge (karelzak.blogspot.com, November 2018): a RAID of partitions that has
    // partitions itself, and four paths to one disk.
    [Fact]
    public void A_partitioned_RAID_over_SATA_and_NVMe_and_four_paths_to_a_disk()
    {
        var machine = Recorded.Visit(("block", """
            dm-0	204800	0			mpatha	mpath-333333330000007d0		sdc sdd sde sdf 	
            dm-1	102400	0			mpatha1	part1-mpath-333333330000007d0		dm-0 	
            dm-2	100352	0			mpatha2	part2-mpath-333333330000007d0		dm-0 	
            md0	33095680	0					raid1	nvme0n1p3 sda5 	md0p1 md0p2 
            nvme0n1	468862128	0							nvme0n1p1 nvme0n1p2 nvme0n1p3 
            sda	468862128	0							sda1 sda2 sda3 sda4 sda5 
            sdb	156301488	0							sdb1 
            sdc	204800	0							sdc1 sdc2 
            sdd	204800	0							sdd1 sdd2 
            sde	204800	0							sde1 sde2 
            sdf	204800	0							sdf1 sdf2 
            """), ("df", """
            Filesystem 1024-blocks Used Available Capacity Mounted on
            /dev/sda4 51343840 20000000 28000000 42% /
            /dev/md0p2 16201692 1000000 14000000 7% /srv
            /dev/mapper/mpatha2 48000 100 47000 1% /mnt/a2
            """)).Machine;
        Assert.Equal(["sda", "mpatha", "nvme0n1", "sdb"], machine.Disks.Select(disk => disk.Name));
        Assert.Equal(["/ sda", "/mnt/a2 mpatha", "/srv nvme0n1+sda"], Layout(machine));
    }

    // A machine of Ubuntu 24.10 in a report to the bcache list (September 2024): root on multipath whose partitions
    // udev named, a floppy drive and a CD.
    [Fact]
    public void Root_on_multipath_with_partitions_named_by_udev()
    {
        var machine = Recorded.Visit(("block", """
            dm-0	2097152	0			mpathb	mpath-0QEMU_QEMU_HARDDISK_0002		sdc sdd 	
            dm-1	41943040	0			mpatha	mpath-0QEMU_QEMU_HARDDISK_0001		sda sdb 	
            dm-2	2048	0			mpatha-part1	part1-mpath-0QEMU_QEMU_HARDDISK_0001		dm-1 	
            dm-3	41936896	0			mpatha-part2	part2-mpath-0QEMU_QEMU_HARDDISK_0001		dm-1 	
            fd0	8	1							
            sda	41943040	0	QEMU HARDDISK						
            sdb	41943040	0	QEMU HARDDISK						
            sdc	2097152	0	QEMU HARDDISK						
            sdd	2097152	0	QEMU HARDDISK						
            sr0	5452595	1	QEMU DVD-ROM						
            """), ("df", """
            Filesystem 1024-blocks Used Available Capacity Mounted on
            /dev/mapper/mpatha-part2 20465256 6000000 13400000 31% /
            """)).Machine;
        Assert.Equal([("mpatha", 41943040L * 512), ("mpathb", 2097152L * 512)],
            machine.Disks.Select(disk => (disk.Name, disk.CapacityBytes)));
        Assert.Equal(["/ mpatha"], Layout(machine));
    }

    private static IEnumerable<string> Layout(AzMigrate.Inventory.Machine machine) =>
        machine.Volumes!.Select(volume => $"{volume.MountPoint} {string.Join('+', volume.DiskNames)}");

    private static VisitText Recording(string name) =>
        VisitText.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "recordings", name)), "m");
}
