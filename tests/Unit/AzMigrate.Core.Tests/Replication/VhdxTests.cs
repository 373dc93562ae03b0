using System.Buffers.Binary;
using AzMigrate.Replication.DiskFormats;
using AzMigrate.Tests.Replication.Images;
using AzMigrate.Tests.Replication.Peer;

namespace AzMigrate.Tests.Replication;

/// <summary>VHDX files that no program here makes, written by the specification.</summary>
public sealed class VhdxTests
{
    private const int MiB = VhdxFile.MiB;

    public static TheoryData<string> Logs => ["one entry", "ring", "newest wins", "tail inside", "zeros", "grown file"];

    [Fact]
    public async Task Sectors_of_4096_bytes_are_read_and_told()
    {
        using var folder = new ImageFolder();
        var disk = new VhdxFile { SectorBytes = 4096, CapacityBytes = 10L * MiB + 4096 };
        disk.Block(0, Noise.Bytes(1, 2 * MiB));
        disk.Block(5, Noise.Bytes(2, 4096));
        using var image = DiskImage.Open(folder.Write("disk.vhdx", disk.ToArray()));

        Assert.Equal(4096, image.LogicalSectorBytes);
        Assert.Equal(10L * MiB + 4096, image.CapacityBytes);
        byte[] expected = [.. Noise.Bytes(1, 2 * MiB), .. new byte[8 * MiB], .. Noise.Bytes(2, 4096)];
        Assert.Equal(expected, await ReadAllAsync(image));
    }

    [DiskPeerTheory]
    [InlineData(2 * MiB, 10L << 30)]
    [InlineData(MiB, 64L << 20)]
    public async Task The_block_table_skips_its_bitmaps_as_qemu_does(int blockBytes, long capacity)
    {
        using var folder = new ImageFolder();
        var disk = new VhdxFile { BlockBytes = blockBytes, CapacityBytes = capacity };
        var last = capacity / blockBytes - 1;
        foreach (var block in new[] { 0, last / 2, last })
            disk.Block(block, Noise.Bytes(block, blockBytes));
        disk.Absent(3, 1);
        disk.Absent(4, 2);
        disk.Absent(5, 3);
        disk.Absent(6, 5);
        var path = folder.Write("disk.vhdx", disk.ToArray());

        DiskPeers.AssertSame(path, "vhdx", await folder.ToFixedVhdAsync(path), "vpc");
    }

    [Fact]
    public async Task A_differencing_disk_takes_sectors_from_its_parent_by_its_bitmap()
    {
        using var folder = new ImageFolder();
        var parent = new VhdxFile { CapacityBytes = 16L * MiB };
        for (var i = 0; i < 8; i++)
            parent.Block(i, Noise.Bytes(i, 2 * MiB));
        folder.Write("parent.vhdx", parent.ToArray());
        var child = new VhdxFile { CapacityBytes = 20L * MiB, Parent = (parent.DataWriteId, ".\\parent.vhdx") };
        child.Block(1, Noise.Bytes(100, 2 * MiB));
        child.Absent(2, 2);
        child.Absent(3, 3);
        var sectors = new[] { 0, 1, 2, 8, 9, 10, 11, 12, 13, 14, 15, 16, 100, 4095 };
        child.Partial(5, Noise.Bytes(200, 2 * MiB), sectors);
        child.Block(9, Noise.Bytes(300, 2 * MiB));
        using var image = DiskImage.Open(folder.Write("child.avhdx", child.ToArray()));

        var mixed = Noise.Bytes(5, 2 * MiB);
        foreach (var sector in sectors)
            Noise.Bytes(200, 2 * MiB).AsSpan(sector * 512, 512).CopyTo(mixed.AsSpan(sector * 512));
        byte[] expected =
        [
            .. Noise.Bytes(0, 2 * MiB), .. Noise.Bytes(100, 2 * MiB), .. new byte[4 * MiB], .. Noise.Bytes(4, 2 * MiB),
            .. mixed,
            .. Noise.Bytes(6, 2 * MiB), .. Noise.Bytes(7, 2 * MiB), .. new byte[2 * MiB], .. Noise.Bytes(300, 2 * MiB),
        ];
        Assert.Equal(expected, await ReadAllAsync(image));
        // Zeroed and trimmed blocks changed too.
        var changed = await image.ChangedAsync(parent.DataWriteId.ToString()).ToListAsync();
        Assert.Equal(6 * MiB + sectors.Length * 512 + 2 * MiB, changed.Sum(extent => extent.Length));
        Assert.Equal(new AzMigrate.Replication.DiskExtent(2 * MiB, 6 * MiB), changed[0]);
    }

    [Fact]
    public void A_differencing_disk_is_refused_on_a_parent_that_changed_and_in_a_circle()
    {
        using var folder = new ImageFolder();
        folder.Write("parent.vhdx", new VhdxFile().ToArray());
        folder.Write("child.vhdx", new VhdxFile { Parent = (Guid.NewGuid(), "parent.vhdx") }.ToArray());
        Assert.Equal("Disk.ParentChanged", Code("child.vhdx"));

        var (a, b) = (Guid.NewGuid(), Guid.NewGuid());
        folder.Write("a.vhdx", new VhdxFile { DataWriteId = a, Parent = (b, "b.vhdx") }.ToArray());
        folder.Write("b.vhdx", new VhdxFile { DataWriteId = b, Parent = (a, "a.vhdx") }.ToArray());
        Assert.Equal("Disk.ChainCircular", Code("a.vhdx"));

        folder.Write("self.vhdx", new VhdxFile { DataWriteId = a, Parent = (a, "self.vhdx") }.ToArray());
        Assert.Equal("Disk.FileMissing", Code("self.vhdx"));
        folder.Write("out.vhdx", new VhdxFile { Parent = (a, "..\\..\\etc\\passwd") }.ToArray());
        Assert.Equal("Disk.FileOutside", Code("out.vhdx"));
        folder.Write("share.vhdx", new VhdxFile { Parent = (a, "\\\\server\\share\\p.vhdx") }.ToArray());
        Assert.Equal("Disk.FileOutside", Code("share.vhdx"));

        string Code(string name) => Assert.Throws<MigrateException>(() => DiskImage.Open(folder.File(name))).Code;
    }

    [DiskPeerTheory]
    [MemberData(nameof(Logs))]
    public async Task A_dirty_log_is_replayed_as_qemu_replays_it_and_the_file_stays_as_it_was(string kind)
    {
        using var folder = new ImageFolder();
        var bytes = Dirty(kind, out var differs);
        var path = folder.Write("dirty.vhdx", bytes);

        var vhd = await folder.ToFixedVhdAsync(path);

        Assert.Equal(bytes, File.ReadAllBytes(path));
        File.Copy(path, folder.File("repaired.vhdx"));
        DiskPeers.Try("qemu-img", "check", "-q", "-f", "vhdx", "-r", "all", folder.File("repaired.vhdx"));
        DiskPeers.AssertSame(folder.File("repaired.vhdx"), "vhdx", vhd, "vpc");
        // Without the log it is another disk: the test sees the replay.
        using var image = DiskImage.Open(path);
        var first = new byte[2 * MiB];
        await image.ReadAsync(0, first);
        Assert.Equal(differs, !first.AsSpan().SequenceEqual(Noise.Bytes(0, 2 * MiB)));
    }

    [Fact]
    public async Task What_an_older_round_left_behind_the_newest_entry_is_not_replayed()
    {
        using var folder = new ImageFolder();
        using var image = DiskImage.Open(folder.Write("dirty.vhdx", Dirty("stale after", out _)));
        var first = new byte[2 * MiB];

        await image.ReadAsync(0, first);

        Assert.Equal(Noise.Bytes(1, 2 * MiB), first);
    }

    [Fact]
    public void A_log_without_a_whole_entry_is_damage()
    {
        using var folder = new ImageFolder();
        var disk = new VhdxFile { LogId = Guid.NewGuid() };
        Assert.Equal("Disk.Damaged", Code());
        var entry = VhdxFile.LogEntry(disk.LogId, 1, 0, 4 * MiB, [(3 * MiB, new byte[4096])]);
        entry[5000] ^= 1;
        disk.Log = entry;
        Assert.Equal("Disk.Damaged", Code());
        disk.Log = VhdxFile.LogEntry(disk.LogId, 1, 0, 1L << 40, [(3 * MiB, new byte[4096])]);
        Assert.Equal("Disk.Truncated", Code());

        string Code() => Assert.Throws<MigrateException>(
            () => DiskImage.Open(folder.Write("disk.vhdx", disk.ToArray()))).Code;
    }

    [Fact]
    public void A_log_whose_sectors_all_begin_long_entries_is_given_up()
    {
        using var folder = new ImageFolder();
        var disk = new VhdxFile { LogId = Guid.NewGuid() };
        var log = new byte[MiB];
        var entry = VhdxFile.LogEntry(disk.LogId, 1, 0, 4 * MiB, []);
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(8), MiB);
        for (var at = 0; at < MiB; at += 4096)
            entry.CopyTo(log, at);
        disk.Log = log;

        var refused = Assert.Throws<MigrateException>(() => DiskImage.Open(folder.Write("disk.vhdx", disk.ToArray())));

        Assert.Contains("entries in entries", refused.Message, StringComparison.Ordinal);
    }

    // Block 0 is in the file; the log puts block 1 in its place, in different ways.
    private static byte[] Dirty(string kind, out bool differs)
    {
        var disk = new VhdxFile { LogId = Guid.NewGuid(), CapacityBytes = 32L * MiB };
        disk.Block(0, Noise.Bytes(0, 2 * MiB));
        var other = disk.Block(1, Noise.Bytes(1, 2 * MiB));
        disk.Absent(1, 0);
        var fileBytes = disk.ToArray().Length;
        var page = disk.TablePage(0);
        var moved = (byte[])page.Clone();
        BinaryPrimitives.WriteUInt64LittleEndian(moved, (ulong)other | 6);
        var later = (byte[])moved.Clone();
        BinaryPrimitives.WriteUInt64LittleEndian(later.AsSpan(8), (ulong)(other - 2 * MiB) | 6);
        var table = disk.EntryOffset(0);
        var log = new byte[MiB];
        differs = true;
        switch (kind)
        {
            case "one entry":
                Entry(5, 0, moved).CopyTo(log, 0);
                break;
            case "ring":
                // The second entry goes over the log's end.
                Ring(log, MiB - 12288, Entry(9, MiB - 12288, page));
                Ring(log, MiB - 4096, Entry(10, MiB - 12288, moved));
                Ring(log, 4096, Entry(11, MiB - 12288, later));
                break;
            case "stale after":
                // What is left of an older round follows, with an older number.
                Entry(20, 0, moved).CopyTo(log, 0);
                Entry(12, 8192, page).CopyTo(log, 8192);
                break;
            case "newest wins":
                Entry(4, 0, page).CopyTo(log, 0);
                Entry(30, 65536, moved).CopyTo(log, 65536);
                Entry(31, 65536, later).CopyTo(log, 65536 + 8192);
                Entry(8, 200704, page).CopyTo(log, 200704);
                break;
            case "tail inside":
                // The first entry is in the file already: the last one's tail is behind it.
                Entry(6, 0, page).CopyTo(log, 0);
                Entry(7, 8192, moved).CopyTo(log, 8192);
                break;
            case "zeros":
                VhdxFile.LogEntry(disk.LogId, 3, 0, fileBytes, [], [(table, 4096)]).CopyTo(log, 0);
                break;
            default:
                // The file was to grow: a block in its new part is zeros.
                var grown = (byte[])page.Clone();
                BinaryPrimitives.WriteUInt64LittleEndian(grown, (ulong)fileBytes | 6);
                VhdxFile.LogEntry(disk.LogId, 3, 0, fileBytes, [(table, grown)]).CopyTo(log, 0);
                BinaryPrimitives.WriteInt64LittleEndian(log.AsSpan(56), fileBytes + 2 * MiB - 4096);
                log.AsSpan(4, 4).Clear();
                BinaryPrimitives.WriteUInt32LittleEndian(log.AsSpan(4), VhdxFile.Crc(log.AsSpan(0, 8192)));
                break;
        }
        disk.Log = log;
        return disk.ToArray();

        byte[] Entry(ulong number, int tail, byte[] content) =>
            VhdxFile.LogEntry(disk.LogId, number, tail, fileBytes, [(table, content)]);
    }

    private static void Ring(byte[] log, int offset, byte[] entry)
    {
        var first = Math.Min(entry.Length, log.Length - offset);
        entry.AsSpan(0, first).CopyTo(log.AsSpan(offset));
        entry.AsSpan(first).CopyTo(log);
    }

    private static async Task<byte[]> ReadAllAsync(DiskImage image)
    {
        var bytes = new byte[image.CapacityBytes];
        await image.ReadAsync(0, bytes);
        return bytes;
    }
}
