using AzMigrate.Replication;
using AzMigrate.Replication.DiskFormats;
using AzMigrate.Replication.Targets;

namespace AzMigrate.Tests.Replication.Images;

/// <summary>A folder of images that is there for one test.</summary>
internal sealed class ImageFolder : IDisposable
{
    public ImageFolder() => Directory.CreateDirectory(Path);

    public string Path { get; } =
        System.IO.Path.Combine(System.IO.Path.GetTempPath(), "migrate-disks-" + Guid.NewGuid().ToString("N"));

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, byte[] bytes)
    {
        System.IO.File.WriteAllBytes(File(name), bytes);
        return File(name);
    }

    /// <summary>A raw disk that has random bytes at some places and holes elsewhere.</summary>
    public string Raw(string name, long capacityBytes, params IEnumerable<(long Offset, int Length)> data)
    {
        using var stream = new FileStream(File(name), FileMode.Create);
        stream.SetLength(capacityBytes);
        foreach (var (offset, length) in data)
        {
            stream.Position = offset;
            stream.Write(Noise.Bytes(offset, length));
        }
        return File(name);
    }

    /// <summary>Copies an image to a sealed fixed VHD.</summary>
    public async Task<string> ToFixedVhdAsync(IDiskSource source, string name = "target.vhd")
    {
        using var target = FixedVhdTarget.Create(File(name), source.CapacityBytes);
        await DiskCopy.RunAsync(source, target);
        await target.SealAsync();
        return File(name);
    }

    public async Task<string> ToFixedVhdAsync(string image, DiskImageOptions? options = null)
    {
        using var source = DiskImage.Open(image, options);
        return await ToFixedVhdAsync(source);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

/// <summary>Bytes that look random and are the same each time; never all zeros.</summary>
internal static class Noise
{
    public static byte[] Bytes(long seed, int length)
    {
        var bytes = new byte[length];
        new Random(unchecked((int)(seed ^ (seed >> 32)) * 31 + length)).NextBytes(bytes);
        return bytes;
    }
}
