using System.Globalization;
using AzMigrate.Guests.FileSystems;
using AzMigrate.Guests.FileSystems.Ntfs;
using AzMigrate.Tests.Guests.Images;
using AzMigrate.Tests.Guests.Peer;
using AzMigrate.Tests.Replication.Images;

namespace AzMigrate.Tests.Guests;

/// <summary>Volumes that ntfs-3g makes and fills, read as it reads them.</summary>
public sealed class NtfsTests
{
    [GuestPeerTheory]
    [InlineData(512)]
    [InlineData(4096)]
    [InlineData(65536)]
    public void Files_of_all_sizes_and_folders_of_many(int clusterBytes)
    {
        using var folder = new ImageFolder();
        var image = Make(folder, clusterBytes);
        var names = Enumerable.Range(0, 600)
            .Select(i => $"Ünit file number {i.ToString(CultureInfo.InvariantCulture)} of many.sys").ToList();
        using (var writer = new NtfsWriter(image))
        {
            writer.Folder("Deep");
            writer.Folder("Deep/er");
            writer.Folder("Deep/er/Still");
            names.ForEach(name => writer.EmptyFile("Deep/" + name));
        }
        var sizes = new[] { 1, 300, 700, 5000, 1_000_000 };
        foreach (var size in sizes)
            GuestPeers.Run("ntfscp", "-q", "-f", image, folder.Write("content", Noise.Bytes(size, size)),
                $"Deep/er/Still/File {size}.bin");

        var files = new NtfsFileSystem(MemoryDisk.Of(File.ReadAllBytes(image)));

        Assert.Equal("Label", files.Label);
        Assert.False(files.IsDirty);
        foreach (var size in sizes)
        {
            // Names are found whatever their case.
            var node = files.FindPath($"deep/ER/sTill/file {size}.BIN")!;
            Assert.Equal($"File {size}.bin", node.Name);
            var bytes = files.Open(node);
            Assert.Equal(Noise.Bytes(size, size), bytes.Block(0, bytes.Length).Bytes(0, size).ToArray());
        }
        Assert.All(names, name => Assert.NotNull(files.FindPath("DEEP/" + name.ToUpperInvariant())));
        Assert.Null(files.FindPath("Deep/Ünit file number 600 of many.sys"));
        Assert.Null(files.FindPath("Deep/er/Still/File 1.bin/more"));
        var listed = GuestPeers.Run("ntfsls", "-f", "-p", "Deep", image)
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(name => name is not ("." or "..")).ToList();
        Assert.Equal(listed.Order(StringComparer.Ordinal),
            files.List(files.FindPath("Deep")!).Select(entry => entry.Name).Order(StringComparer.Ordinal));
        Assert.Equal(601, listed.Count);
        Assert.Equal(FileKind.Folder, files.FindPath("Deep/er")!.Kind);
    }

    [GuestPeerFact]
    public void A_file_in_many_pieces_is_found_on_the_disk()
    {
        using var folder = new ImageFolder();
        var image = Make(folder, 4096);
        // Two files that grow in turns take a cluster each time: more pieces than one record holds.
        var content = Noise.Bytes(5, 600 * 4096);
        using (var writer = new NtfsWriter(image))
        {
            writer.EmptyFile("pieces");
            writer.EmptyFile("between");
            for (var page = 0; page < 600; page++)
            {
                writer.Write("pieces", page * 4096, content.AsSpan(page * 4096, 4096));
                writer.Write("between", page * 4096, content.AsSpan(0, 4096));
            }
        }
        var disk = File.ReadAllBytes(image);

        var files = new NtfsFileSystem(MemoryDisk.Of(disk));
        var file = files.Open(files.FindPath("pieces")!);

        Assert.Equal(content.Length, file.Length);
        var read = new byte[content.Length];
        file.Read(0, read);
        Assert.True(content.AsSpan().SequenceEqual(read));
        var places = Enumerable.Range(0, content.Length / 4096)
            .Select(page => file.Locate(page * 4096L + 8, 4)!.Value.Offset).ToList();
        Assert.All(places.Select((place, page) => (place, page)), pair =>
            Assert.True(disk.AsSpan((int)pair.place, 4).SequenceEqual(content.AsSpan(pair.page * 4096 + 8, 4))));
        Assert.InRange(places.Zip(places.Skip(1)).Count(pair => pair.Second != pair.First + 4096), 100, int.MaxValue);
    }

    [GuestPeerFact]
    public void Compressed_files_are_said()
    {
        using var folder = new ImageFolder();
        // ntfs-3g compresses what is made in a folder that is marked so: the mark is set in the attribute instead.
        var image = Make(folder, 4096);
        GuestPeers.Run("ntfscp", "-q", "-f", image, folder.Write("content", Noise.Bytes(1, 9000)), "file");
        var bytes = File.ReadAllBytes(image);
        var record = FindRecord(bytes, "file");
        var data = Enumerable.Range(record, 1000)
            .First(at => at % 8 == 0 && BitConverter.ToUInt32(bytes, at) == 0x80 && bytes[at + 8] == 1);
        bytes[data + 12] = 1;
        var files = new NtfsFileSystem(MemoryDisk.Of(bytes));
        var error = Assert.Throws<MigrateException>(() => files.Open(files.FindPath("file")!));
        Assert.Equal("Guest.Unsupported", error.Code);
        Assert.Contains("compressed", error.Message, StringComparison.Ordinal);
    }

    [GuestPeerFact]
    public void A_torn_record_is_said()
    {
        using var folder = new ImageFolder();
        var image = Make(folder, 4096);
        GuestPeers.Run("ntfscp", "-q", "-f", image, folder.Write("content", Noise.Bytes(1, 9000)), "file");
        var bytes = File.ReadAllBytes(image);
        bytes[FindRecord(bytes, "file") + 510] ^= 0xFF;
        var files = new NtfsFileSystem(MemoryDisk.Of(bytes));
        var error = Assert.Throws<MigrateException>(() => files.Open(files.FindPath("file")!));
        Assert.Equal("Guest.Damaged", error.Code);
        Assert.Contains("in part", error.Message, StringComparison.Ordinal);
    }

    private static string Make(ImageFolder folder, int clusterBytes)
    {
        var image = folder.Raw("volume.ntfs", 24 << 20);
        GuestPeers.Shell($"mkntfs -F -Q -q -c {clusterBytes} -L Label {image} 2>/dev/null");
        return image;
    }

    // The record of a file in the root, by its name in it.
    private static int FindRecord(byte[] bytes, string name)
    {
        var pattern = System.Text.Encoding.Unicode.GetBytes(name);
        for (var at = 0; at < bytes.Length; at += 1024)
            if (bytes.AsSpan(at, 4).SequenceEqual("FILE"u8) && bytes.AsSpan(at, 1024).IndexOf(pattern) > 0)
                return at;
        throw new InvalidOperationException("There is no such record.");
    }
}
