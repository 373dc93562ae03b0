using AzMigrate.Inventory;

namespace AzMigrate.Tests.Inventory;

public sealed class DevicePairsTests
{
    [Theory]
    [InlineData("0x6000c2995d4c52bd2a6ddea6a7b4ce02")] // lsblk
    [InlineData("naa.6000c2995d4c52bd2a6ddea6a7b4ce02")]
    [InlineData("6000C2995D4C52BD2A6DDEA6A7B4CE02")] // MSFT_Disk
    public void A_disks_world_wide_name_is_the_hypervisors_uuid_however_it_is_written(string name)
    {
        var guest = Machine(("sda", name, 20), ("sdb", "0x6000c29000000000000000000000000b", 20));
        var vm = Machine(
            ("scsi0:0", "6000C290-0000-0000-0000-00000000000b", 20),
            ("scsi0:1", "6000C299-5d4c-52bd-2a6d-dea6a7b4ce02", 20));

        var pairs = DevicePairs.Disks(guest, vm);

        Assert.Equal("scsi0:1", pairs["sda"]);
        Assert.Equal("scsi0:0", pairs["sdb"]);
    }

    private static Machine Machine(params (string Name, string Uuid, long GiB)[] disks) => new()
    {
        Id = "s/m", Source = "s", SourceKind = SourceKind.Linux, Name = "m", Cores = 1, MemoryMiB = 1024,
        Disks = disks.Select(disk => new MachineDisk
        {
            Name = disk.Name, Uuid = disk.Uuid, CapacityBytes = disk.GiB << 30,
        }).ToList(),
    };
}
