using System.IO.Compression;
using AzMigrate.Replication.DiskFormats;
using AzMigrate.Replication.DiskFormats.Vmdk;
using AzMigrate.Tests.Replication.Images;
using AzMigrate.Tests.Replication.Peer;
using CsCheck;

namespace AzMigrate.Tests.Replication;

/// <summary>Compressed grains: wherever they lie, and whatever is wrong with them.</summary>
public sealed class StreamVmdkTests
{
    private const int GrainBytes = StreamVmdkFile.GrainBytes;
    private const int Bad = 5;

    [DiskPeerFact]
    public async Task Grains_in_any_order_and_of_any_size_are_read_as_qemu_reads_them()
    {
        using var folder = new ImageFolder();
        var file = new StreamVmdkFile { CapacityBytes = 16 << 20 };
        var random = new Random(7);
        var numbers = Enumerable.Range(0, 256).Where(_ => random.Next(4) > 0).ToArray();
        random.Shuffle(numbers.AsSpan(0, numbers.Length / 2));
        foreach (var number in numbers)
        {
            var content = random.Next(3) == 0 ? new byte[GrainBytes] : Noise.Bytes(number, GrainBytes);
            content.AsSpan(random.Next(GrainBytes)).Fill((byte)number);
            file.Grain(number, content, (CompressionLevel)random.Next(3));
        }
        var path = folder.Write("disk.vmdk", file.ToArray());

        using var image = DiskImage.Open(path);

        DiskPeers.AssertSame(path, "vmdk", await folder.ToFixedVhdAsync(image), "vpc");
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(GrainBytes)]
    public async Task A_part_of_grains_is_read_and_the_last_one_ends_with_the_disk_or_behind_it(int lastBytes)
    {
        using var folder = new ImageFolder();
        var file = new StreamVmdkFile { CapacityBytes = 3 * GrainBytes + 1024 };
        var content = Noise.Bytes(1, 4 * GrainBytes);
        foreach (var number in (int[])[0, 1, 2])
            file.Grain(number, content.AsSpan(number * GrainBytes, GrainBytes).ToArray());
        file.Grain(3, content.AsSpan(3 * GrainBytes, lastBytes).ToArray());
        using var image = DiskImage.Open(folder.Write("disk.vmdk", file.ToArray()));
        var all = new byte[file.CapacityBytes];
        var part = new byte[GrainBytes + 1000];

        await image.ReadAsync(0, all);
        await image.ReadAsync(GrainBytes - 700, part);

        Assert.Equal(content.AsSpan(0, all.Length).ToArray(), all);
        Assert.Equal(content.AsSpan(GrainBytes - 700, part.Length).ToArray(), part);
    }

    [Theory]
    [InlineData("a bit of its content", "its checksum is wrong")]
    [InlineData("its checksum", "its checksum is wrong")]
    [InlineData("cut by a byte", "it is shorter than a grain")]
    [InlineData("cut in the middle", "it is shorter than a grain")]
    [InlineData("too short", "it is shorter than a grain")]
    [InlineData("too long", "it is longer than a grain")]
    [InlineData("no zlib", "it is not zlib's")]
    [InlineData("broken", "it cannot be decompressed")]
    [InlineData("size 0", "its marker says a size that cannot be")]
    [InlineData("size huge", "its marker says a size that cannot be")]
    [InlineData("another's marker", "its marker says another place of the disk")]
    public async Task A_damaged_grain_is_named(string damage, string what)
    {
        using var folder = new ImageFolder();
        var file = new StreamVmdkFile();
        foreach (var number in Enumerable.Range(0, 64).Where(number => number != Bad))
            file.Grain(number, Noise.Bytes(number, GrainBytes));
        var length = damage switch { "too short" => GrainBytes - 1, "too long" => GrainBytes + 1, _ => GrainBytes };
        var data = Stored(Noise.Bytes(Bad, length));
        switch (damage)
        {
            case "a bit of its content": data[30_000] ^= 4; break;
            case "its checksum": data[^1] ^= 1; break;
            case "cut by a byte": data = data[..^1]; break;
            case "cut in the middle": data = data[..(GrainBytes / 2)]; break;
            case "no zlib": data[0] = 0x77; break;
            case "broken": data.AsSpan(2, 100).Fill(0xFF); break;
        }
        file.PackedGrain(
            Bad, data, damage == "another's marker" ? 63 : null,
            damage switch { "size 0" => 0, "size huge" => int.MaxValue, _ => null });
        using var image = DiskImage.Open(folder.Write("disk.vmdk", file.ToArray()));

        var refused = await Assert.ThrowsAsync<MigrateException>(() => image.ReadAsync(0, new byte[4 << 20]));

        Assert.Equal("Disk.Damaged", refused.Code);
        Assert.EndsWith(
            $"of the grain for byte {Bad * GrainBytes} of the disk, {what}.",
            refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_checksum_is_the_sum_that_the_specification_gives()
    {
        Assert.Equal(0x11E6_0398u, Adler32.Of("Wikipedia"u8));
        Assert.Equal(1u, Adler32.Of([]));
        Gen.Select(Gen.Int[0, 300_000], Gen.Byte, Gen.Bool).Sample((length, value, isNoise) =>
        {
            var bytes = Noise.Bytes(value, length);
            if (!isNoise)
                bytes.AsSpan().Fill(value);
            uint sum = 1, sums = 0;
            foreach (var each in bytes)
            {
                sum = (sum + each) % 65521;
                sums = (sums + sum) % 65521;
            }
            Assert.Equal((sums << 16) | sum, Adler32.Of(bytes));
        }, iter: 100, threads: 1);
    }

    private static byte[] Stored(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.NoCompression, leaveOpen: true))
            zlib.Write(content);
        return packed.ToArray();
    }
}
