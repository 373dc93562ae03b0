using System.Diagnostics;
using AzMigrate.Bench.Measuring;
using AzMigrate.Projects;
using AzMigrate.Replication;
using AzMigrate.Replication.DiskFormats;
using AzMigrate.Replication.Targets;

namespace AzMigrate.Bench.Benches;

/// <summary>Disk images to fixed VHD, beside qemu-img; and the copy alone, beside a plain copy of the same bytes.</summary>
internal static class DiskBench
{
    private const long CapacityBytes = 2L << 30;
    private const int Run = 64 << 20;

    public delegate void Use(long offset, ReadOnlySpan<byte> bytes);

    public static void Measure()
    {
        var raw = Raw();
        foreach (var (format, option) in ((string, string)[])[("vhdx", "subformat=dynamic"), ("vmdk", "subformat=monolithicSparse"), ("vmdk", "subformat=streamOptimized")])
        {
            var image = Image(raw, format, option);
            Comparison.Print(
                $"13. {format}, {option}, 2 GiB of which half is zeros, to fixed VHD (whole process; goal: no slower than qemu-img, half of its CPU)", 3,
                Subject.Of("DiskCopy to FixedVhdTarget", nameof(ToVhd), image),
                Subject.OfProgram("peer: qemu-img convert", "sh", "-c",
                    $"qemu-img convert -f {format} -O vpc -o subformat=fixed,force_size=on '{image}' '{Places.Cached("peer.vhd")}'; rm '{Places.Cached("peer.vhd")}'"));
        }
        Comparison.Print(
            "14. The copy alone, 1 GiB of data in a raw image of 2 GiB (goal: 90 % of a plain copy, 0.7 CPU-s a GiB); count: bytes", 3,
            Subject.Of("DiskCopy to nowhere, CRC-32C of each block", nameof(ToNowhere), raw),
            Subject.Of("floor: the same bytes read in blocks of 4 MiB", nameof(ReadOnly), raw),
            Subject.Of("floor: plain copy to a file", nameof(PlainCopy), raw));
    }

    public static void ToVhd(string image)
    {
        var path = Places.Cached("ours.vhd");
        File.Delete(path);
        using (var source = DiskImage.Open(image))
        using (var target = FixedVhdTarget.Create(path, source.CapacityBytes))
        {
            // As qemu-img does, without waiting for the disk.
            DiskCopy.RunAsync(source, new Unflushed(target)).GetAwaiter().GetResult();
        }
        File.Delete(path);
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
        var path = Places.Cached("plain.raw");
        using (var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write))
            Work.Measure(() => Blocks(raw, (offset, bytes) => RandomAccess.Write(file, bytes, offset)));
        File.Delete(path);
    }

    // The data's places are known: every other run of 64 MiB.
    public static long Blocks(string raw, Use use)
    {
        using var file = File.OpenHandle(raw);
        var buffer = new byte[4 << 20];
        long total = 0;
        for (long run = 0; run < CapacityBytes; run += 2 * Run)
        {
            for (var offset = run; offset < run + Run; offset += buffer.Length)
            {
                var count = RandomAccess.Read(file, buffer, offset);
                use(offset, buffer.AsSpan(0, count));
                total += count;
            }
        }
        return total;
    }

    public static string Raw()
    {
        var path = Places.Cached("disk.raw");
        if (File.Exists(path))
            return path;
        using var file = new FileStream(path, FileMode.Create);
        file.SetLength(CapacityBytes);
        var random = new Random(1);
        var bytes = new byte[Run];
        for (long offset = 0; offset < CapacityBytes; offset += 2 * Run)
        {
            random.NextBytes(bytes);
            file.Position = offset;
            file.Write(bytes);
        }
        return path;
    }

    private static string Image(string raw, string format, string option)
    {
        var path = Places.Cached($"disk-{option.Split('=')[1]}.{format}");
        if (File.Exists(path))
            return path;
        using var process = Process.Start("qemu-img", ["convert", "-f", "raw", "-O", format, "-o", option, raw, path]);
        process.WaitForExit();
        return process.ExitCode == 0 ? path : throw new InvalidOperationException("qemu-img ended with " + process.ExitCode);
    }

    private sealed class Nowhere(long capacityBytes) : IDiskTarget
    {
        public long CapacityBytes => capacityBytes;

        public bool IsBlank => true;

        public int GapBytes => 4096;

        public bool TakesConcurrentWrites => false;

        public ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken cancellation) => default;

        public ValueTask ClearAsync(DiskExtent extent, CancellationToken cancellation) => default;

        public ValueTask FlushAsync(CancellationToken cancellation) => default;

        public ValueTask SealAsync(CancellationToken cancellation) => default;

        public void Dispose()
        {
        }
    }

    private sealed class Unflushed(IDiskTarget target) : IDiskTarget
    {
        public long CapacityBytes => target.CapacityBytes;

        public bool IsBlank => target.IsBlank;

        public int GapBytes => target.GapBytes;

        public bool TakesConcurrentWrites => target.TakesConcurrentWrites;

        public ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken cancellation) =>
            target.WriteAsync(offset, data, cancellation);

        public ValueTask ClearAsync(DiskExtent extent, CancellationToken cancellation) => target.ClearAsync(extent, cancellation);

        public ValueTask FlushAsync(CancellationToken cancellation) => default;

        public ValueTask SealAsync(CancellationToken cancellation) => target.SealAsync(cancellation);

        public void Dispose() => target.Dispose();
    }

    /// <summary>Takes the blocks' sums and stores nothing.</summary>
    private sealed class SumsOnly : IBlockJournal
    {
        public bool Holds(DiskExtent block, uint sum) => false;

        public bool HoldsZeros(DiskExtent block) => false;

        public ValueTask ClaimAsync(long endBytes, CancellationToken cancellation) => default;

        public ValueTask WrittenAsync(
            DiskExtent extent, uint? sum, long writtenBytes, ReplicationLimit limit, CancellationToken cancellation) => default;

        public ValueTask NotedAsync(CancellationToken cancellation) => default;
    }
}
