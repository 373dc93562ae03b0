using AzMigrate.Bench.Estates;
using AzMigrate.Bench.Measuring;
using AzMigrate.Projects;
using AzMigrate.Replication;
using AzMigrate.Replication.DiskFormats;

namespace AzMigrate.Bench.Benches;

/// <summary>The copy of a disk alone, beside a plain copy of the same bytes.</summary>
internal static class DiskBench
{
    public const int BlockBytes = 4 << 20;
    private static readonly string Copy = Places.Cached("copy.raw");

    public delegate void Use(long offset, ReadOnlyMemory<byte> bytes);

    public static void Measure()
    {
        var raw = Raw();
        Comparison.Print(
            "14. The copy alone, 1 GiB of data in a raw image of 2 GiB "
            + "(goal: 90 % of a plain copy, 0.7 CPU-s a GiB); count: bytes", 5,
            Of("DiskCopy to nowhere, CRC-64 of each block", nameof(ToNowhere)),
            Of("floor: the same bytes read in blocks of 4 MiB", nameof(ReadOnly)),
            Of("floor: plain copy to a file", nameof(PlainCopy)));
        File.Delete(Copy);

        Subject Of(string name, string subject) =>
            Subject.Of(name, subject, raw) with { Before = () => PageCache.Prepare(raw, Copy) };
    }

    public static void ToNowhere(string raw)
    {
        Work.Measure(() =>
        {
            using var source = DiskImage.Open(raw, new DiskImageOptions { Format = DiskFormat.Raw });
            using var target = new Nowhere(source.CapacityBytes);
            var options = new DiskCopyOptions { Journal = new SumsOnly() };
            return DiskCopy.RunAsync(source, target, options).GetAwaiter().GetResult().ReadBytes;
        });
    }

    public static void ReadOnly(string raw) => Work.Measure(() => Blocks(raw, (_, _) => { }));

    public static void PlainCopy(string raw)
    {
        using var file = File.OpenHandle(Copy, FileMode.Create, FileAccess.Write);
        Work.Measure(() => Blocks(raw, (offset, bytes) => RandomAccess.Write(file, bytes.Span, offset)));
    }

    /// <summary>
    /// Reads the data of a disk of <see cref="RawDisk"/>'s, whose places are known, in blocks of 4 MiB.
    /// </summary>
    public static long Blocks(string raw, Use use)
    {
        using var file = File.OpenHandle(raw);
        var buffer = new byte[BlockBytes];
        long total = 0;
        foreach (var offset in DataBlocks())
        {
            var count = RandomAccess.Read(file, buffer, offset);
            use(offset, buffer.AsMemory(0, count));
            total += count;
        }
        return total;
    }

    public static IEnumerable<long> DataBlocks()
    {
        for (long run = 0; run < RawDisk.CapacityBytes; run += 2 * RawDisk.RunBytes)
        {
            for (var offset = run; offset < run + RawDisk.RunBytes; offset += BlockBytes)
                yield return offset;
        }
    }

    /// <summary>A disk whose every other 64 MiB is random; the rest is a hole.</summary>
    public static string Raw() =>
        RawDisk.Cached("disk.raw", (offset, bytes) => new Random((int)(offset >> 20)).NextBytes(bytes));

    private sealed class Nowhere(long capacityBytes) : IDiskTarget
    {
        public long CapacityBytes => capacityBytes;

        public bool IsBlank => true;

        public int GapBytes => 4096;

        public bool TakesConcurrentWrites => false;

        public ValueTask WriteAsync(
            long offset, ReadOnlyMemory<byte> data, ulong? crc64, CancellationToken cancellation) => default;

        public ValueTask ClearAsync(DiskExtent extent, CancellationToken cancellation) => default;

        public ValueTask FlushAsync(CancellationToken cancellation) => default;

        public ValueTask SealAsync(CancellationToken cancellation) => default;

        public void Dispose()
        {
        }
    }

    /// <summary>Takes the blocks' sums and stores nothing.</summary>
    private sealed class SumsOnly : IBlockJournal
    {
        public bool Holds(DiskExtent block, ulong sum, BlockDigest? digest = null) => false;

        public bool Holds(DiskExtent block, BlockDigest digest) => false;

        public bool HoldsZeros(DiskExtent block) => false;

        public ValueTask ClaimAsync(long endBytes, CancellationToken cancellation) => default;

        public ValueTask WrittenAsync(
            DiskExtent extent, ulong? sum, BlockDigest? digest, long writtenBytes, ReplicationLimit limit,
            CancellationToken cancellation) => default;

        public ValueTask PassedAsync(DiskExtent block, ReplicationLimit limit, CancellationToken cancellation) =>
            default;

        public ValueTask NotedAsync(CancellationToken cancellation) => default;
    }
}
