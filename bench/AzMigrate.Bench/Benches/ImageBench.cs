using System.Diagnostics;
using AzMigrate.Bench.Estates;
using AzMigrate.Bench.Measuring;
using AzMigrate.Replication;
using AzMigrate.Replication.DiskFormats;
using AzMigrate.Replication.Files;
using AzMigrate.Replication.Targets;

namespace AzMigrate.Bench.Benches;

/// <summary>Disk images to fixed VHD, beside qemu-img, and beside bare copies of what the images hold.</summary>
internal static class ImageBench
{
    private static readonly string[] Outputs = ["ours.vhd", "peer.vhd", "cp.raw", "loop.raw", "reserved.raw"];
    private static readonly (string Format, string Kind)[] Kinds =
        [("vhdx", "dynamic"), ("vmdk", "monolithicSparse"), ("vmdk", "streamOptimized")];

    public static void Measure()
    {
        var raw = RawDisk.Cached("programs.raw", Fill);
        string[] outputs = [.. Outputs.Select(Places.Cached)];
        foreach (var (format, kind) in Kinds)
        {
            var image = Image(raw, format, kind);
            Comparison.Print(
                $"13. {format}, subformat={kind}, 2 GiB of which half is zeros, to fixed VHD "
                + "(whole processes; goal: no slower than qemu-img, half of its CPU)", 5,
                Of("DiskCopy to FixedVhdTarget", image, Subject.Of("", nameof(ToVhd), image)),
                Of("peer: qemu-img convert", image, Subject.OfProgram(
                    "", "qemu-img", "convert", "-f", format, "-O", "vpc", "-o", "subformat=fixed,force_size=on", image,
                    outputs[1])),
                Of("floor: cp --sparse=always, the raw disk", raw,
                    Subject.OfProgram("", "cp", "--sparse=always", raw, outputs[2])),
                Of("floor: the raw disk's data, .NET, 4 MiB read and written", raw,
                    Subject.Of("", nameof(CopyLoop), raw)),
                Of("floor: the same, space taken before each write", raw, Subject.Of("", nameof(CopyReserved), raw)));
        }
        foreach (var output in outputs)
            File.Delete(output);

        Subject Of(string name, string input, Subject subject) =>
            subject with { Name = name, Before = () => PageCache.Prepare(input, outputs) };
    }

    public static void ToVhd(string image)
    {
        using var source = DiskImage.Open(image);
        using var target = FixedVhdTarget.Create(Places.Cached(Outputs[0]), source.CapacityBytes);
        // As qemu-img does, without waiting for the disk.
        DiskCopy.RunAsync(source, new Unflushed(target)).GetAwaiter().GetResult();
    }

    public static void CopyLoop(string raw)
    {
        using var file = File.OpenHandle(Places.Cached(Outputs[3]), FileMode.CreateNew, FileAccess.Write);
        DiskBench.Blocks(raw, (offset, bytes) => RandomAccess.Write(file, bytes.Span, offset));
    }

    public static void CopyReserved(string raw)
    {
        using var file = DiskFile.OpenWrite(Places.Cached(Outputs[4]), isNew: true);
        DiskBench.Blocks(raw, (offset, bytes) =>
        {
            file.TryReserve(offset, bytes.Length);
            file.Write(offset, bytes);
        });
    }

    // What disks hold compresses in part: the framework's own programs, over and over.
    private static void Fill(long offset, byte[] bytes)
    {
        var folder = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var files = Directory.GetFiles(folder, "*.dll").Order(StringComparer.Ordinal);
        byte[] programs = [.. files.SelectMany(File.ReadAllBytes)];
        for (var done = 0; done < bytes.Length;)
        {
            var from = (int)((offset + done) % programs.Length);
            var count = Math.Min(bytes.Length - done, programs.Length - from);
            programs.AsSpan(from, count).CopyTo(bytes.AsSpan(done));
            done += count;
        }
    }

    private static string Image(string raw, string format, string kind)
    {
        var path = Places.Cached($"programs-{kind}.{format}");
        if (File.Exists(path))
            return path;
        using var process = Process.Start(
            "qemu-img", ["convert", "-f", "raw", "-O", format, "-o", "subformat=" + kind, raw, path + ".new"]);
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException("qemu-img ended with " + process.ExitCode);
        File.Move(path + ".new", path);
        return path;
    }

    private sealed class Unflushed(IDiskTarget target) : IDiskTarget
    {
        public long CapacityBytes => target.CapacityBytes;

        public bool IsBlank => target.IsBlank;

        public int GapBytes => target.GapBytes;

        public bool TakesConcurrentWrites => target.TakesConcurrentWrites;

        public ValueTask WriteAsync(
            long offset, ReadOnlyMemory<byte> data, ulong? crc64, CancellationToken cancellation) =>
            target.WriteAsync(offset, data, crc64, cancellation);

        public ValueTask ClearAsync(DiskExtent extent, CancellationToken cancellation) =>
            target.ClearAsync(extent, cancellation);

        public ValueTask FlushAsync(CancellationToken cancellation) => default;

        public ValueTask SealAsync(CancellationToken cancellation) => target.SealAsync(cancellation);

        public void Dispose() => target.Dispose();
    }
}
