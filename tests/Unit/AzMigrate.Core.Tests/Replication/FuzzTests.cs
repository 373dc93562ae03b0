using System.Text;
using AzMigrate.Replication;
using AzMigrate.Replication.DiskFormats;
using AzMigrate.Tests.Replication.Images;
using AzMigrate.Tests.Replication.Peer;
using CsCheck;

namespace AzMigrate.Tests.Replication;

/// <summary>
/// Whatever the bytes: a disk, or a <see cref="MigrateException"/> that says what to do; soon, and in little memory.
/// </summary>
public sealed class FuzzTests
{
    private const int MiB = 1 << 20;

    private static readonly ulong[] Lies =
        [0, 1, 0x00FF_FFFF, 0xFFFF_FFFF, 1UL << 62, 1UL << 63, ulong.MaxValue, 0x0040_0000_0000_0000];

    // What is flipped: the tables and headers, not the disk's content.
    private static readonly Lazy<Dictionary<string, byte[]>> Seeds = new(MakeSeeds);

    public static TheoryData<string> Kinds => ["vhdx", "vhdx dirty", "vhd", "vmdk", "vmdk stream", "vmdk text"];

    [DiskPeerTheory]
    [MemberData(nameof(Kinds))]
    public void An_image_with_bytes_changed(string kind)
    {
        var seed = Seeds.Value[kind];
        // Half of the changes are where headers and tables are.
        var places = Hot(seed);
        Gen.Select(Gen.Int[0, places.Length - 1], Gen.Byte, Gen.Bool).Array[1, 6].Sample(
            changes =>
            {
                var bytes = (byte[])seed.Clone();
                foreach (var (at, value, isFlip) in changes)
                    bytes[places[at]] = isFlip ? (byte)(bytes[places[at]] ^ (1 << (value & 7))) : value;
                OpensOrRefuses(kind, bytes);
            }, iter: 300, threads: 1);
    }

    [DiskPeerTheory]
    [MemberData(nameof(Kinds))]
    public void An_image_with_numbers_that_lie(string kind)
    {
        var seed = Seeds.Value[kind];
        var places = Hot(seed);
        Gen.Select(Gen.Int[0, places.Length - 9], Gen.Int[0, Lies.Length - 1], Gen.Bool).Sample(
            (at, lie, isLong) =>
            {
                var bytes = (byte[])seed.Clone();
                BitConverter.GetBytes(Lies[lie]).AsSpan(0, isLong ? 8 : 4)
                    .CopyTo(bytes.AsSpan(Math.Min(places[at] & ~3, bytes.Length - 8)));
                OpensOrRefuses(kind, Resummed(kind, bytes));
            }, iter: 300, threads: 1);
    }

    [DiskPeerTheory]
    [MemberData(nameof(Kinds))]
    public void An_image_that_was_cut(string kind)
    {
        var seed = Seeds.Value[kind];
        Gen.Int[0, seed.Length - 1].Sample(length => OpensOrRefuses(kind, seed[..length]), iter: 50, threads: 1);
    }

    [Fact]
    public void Random_bytes_behind_each_beginning()
    {
        byte[][] beginnings =
            [[.. "vhdxfile"u8], [.. "KDMV"u8], [.. "conectix"u8], [.. "# Disk DescriptorFile\n"u8], [.. "COWD"u8]];
        Gen.Select(Gen.Int[0, beginnings.Length - 1], Gen.Byte.Array[0, 2000]).Sample(
            (beginning, bytes) => OpensOrRefuses("any", [.. beginnings[beginning], .. bytes]), iter: 300, threads: 1);
    }

    private static void OpensOrRefuses(string kind, byte[] bytes)
    {
        using var folder = new ImageFolder();
        folder.Write("a.bin", Noise.Bytes(1, 70_000));
        var path = folder.Write("image.img", bytes);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using var image = DiskImage.Open(path);
            Assert.InRange(image.CapacityBytes, 1, 64L << 40);
            // A lie about the size can make a disk of terabytes: its beginning is looked at.
            var end = 0L;
            var buffer = new byte[64 << 10];
            var extents = image.AllocatedAsync().GetAsyncEnumerator();
            for (var i = 0; i < 50 && extents.MoveNextAsync().AsTask().GetAwaiter().GetResult(); i++)
            {
                Assert.True(extents.Current.Offset >= end && extents.Current.Length > 0
                    && extents.Current.End <= image.CapacityBytes);
                end = extents.Current.End;
                image.ReadAsync(extents.Current.Offset,
                    buffer.AsMemory(0, (int)Math.Min(buffer.Length, extents.Current.Length))).GetAwaiter().GetResult();
            }
        }
        catch (MigrateException refused)
        {
            Assert.StartsWith("Disk.", refused.Code, StringComparison.Ordinal);
            Assert.False(string.IsNullOrEmpty(refused.Remedy));
            Assert.False(string.IsNullOrEmpty(refused.Target as string), kind);
        }
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 48L * MiB);
    }

    // The places of bytes that are not of the disk's content: seeds have noise as content, and zeros between.
    private static int[] Hot(byte[] seed) =>
        [.. Enumerable.Range(0, seed.Length)
            .Where(at => seed.Length < 4096 || seed[at] != 0 && at < 5 * MiB || at % 4096 < 64)];

    // With wrong sums nothing behind the first check would be tried.
    private static byte[] Resummed(string kind, byte[] bytes)
    {
        if (!kind.StartsWith("vhdx", StringComparison.Ordinal))
            return bytes;
        foreach (var (at, length) in ((int, int)[])[(1 << 16, 4096), (2 << 16, 4096), (3 << 16, 1 << 16),
            (4 << 16, 1 << 16), (MiB, 8192)])
        {
            var part = bytes.AsSpan(at, length);
            part.Slice(4, 4).Clear();
            BitConverter.TryWriteBytes(part.Slice(4), Crc32C.Of(part));
        }
        return bytes;
    }

    private static Dictionary<string, byte[]> MakeSeeds()
    {
        using var folder = new ImageFolder();
        var raw = folder.Raw("raw", 4 * MiB, (0, 70_000), (2 * MiB, 512), (3 * MiB + 5, 100_000));
        DiskPeers.QemuImg("convert", "-f", "raw", "-O", "vpc", "-o", "force_size=on", raw, folder.File("vhd"));
        DiskPeers.QemuImg("convert", "-f", "raw", "-O", "vmdk", raw, folder.File("vmdk"));
        DiskPeers.QemuImg("convert", "-f", "raw", "-O", "vmdk", "-o", "subformat=streamOptimized", raw,
            folder.File("stream"));
        var clean = new VhdxFile { CapacityBytes = 4 * MiB, BlockBytes = MiB };
        clean.Block(0, Noise.Bytes(1, 70_000));
        var dirty = new VhdxFile { CapacityBytes = 4 * MiB, BlockBytes = MiB, LogId = Guid.NewGuid() };
        dirty.Block(1, Noise.Bytes(1, 70_000));
        dirty.Log = VhdxFile.LogEntry(
            dirty.LogId, 3, 0, 5 * MiB, [(dirty.EntryOffset(0), dirty.TablePage(0))], [(3 * MiB + 4096, 4096)]);
        return new()
        {
            ["vhdx"] = clean.ToArray(),
            ["vhdx dirty"] = dirty.ToArray(),
            ["vhd"] = File.ReadAllBytes(folder.File("vhd")),
            ["vmdk"] = File.ReadAllBytes(folder.File("vmdk")),
            ["vmdk stream"] = File.ReadAllBytes(folder.File("stream")),
            ["vmdk text"] = Encoding.UTF8.GetBytes(
                "# Disk DescriptorFile\nversion=1\nCID=fffffffe\nparentCID=ffffffff\ncreateType=\"vmfs\"\n"
                + "RW 100 FLAT \"a.bin\" 0\nRW 36 FLAT \"a.bin\" 100\nRW 8 ZERO\nddb.adapterType = \"lsilogic\"\n"),
        };
    }
}
