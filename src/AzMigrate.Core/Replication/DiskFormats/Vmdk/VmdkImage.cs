using AzMigrate.Replication.Files;

namespace AzMigrate.Replication.DiskFormats.Vmdk;

/// <summary>
/// Opens VMDK disks: a descriptor and the files that it names, or one file with its descriptor inside.
/// </summary>
internal static class VmdkImage
{
    /// <summary>Opens a disk from the file that has its descriptor.</summary>
    public static ImageLayer Open(DiskFile file, NearbyFiles nearby)
    {
        var files = new List<IDisposable> { file };
        try
        {
            var start = Head(file);
            return VmdkSparseHeader.IsHosted(start) ? OpenSparse(file, files) : OpenDescriptor(file, files, nearby);
        }
        catch
        {
            foreach (var opened in files)
                opened.Dispose();
            throw;
        }
    }

    private static ImageLayer OpenSparse(DiskFile file, List<IDisposable> files)
    {
        var header = VmdkSparseHeader.Read(file);
        var text = header.Descriptor;
        if (text.Length > VmdkDescriptor.MaxBytes)
            throw DiskErrors.TooLarge(file.Path, "the length of its descriptor");
        if (text.Length > 0 && text.Offset <= 0 || text.Offset > file.Length - text.Length)
            throw DiskErrors.Truncated(file.Path, text.Offset, "the descriptor of the disk");
        var start = new byte[1];
        file.Read(text.Offset, start.AsMemory(0, text.Length > 0 ? 1 : 0));
        if (start[0] == 0)
        {
            throw DiskErrors.Unsupported(
                file.Path, "is one extent of a disk, not the disk",
                "Give the .vmdk file that is a short text and names all extents.");
        }
        var descriptor = ReadDescriptor(file, text);
        // Its name in the text may be that of before a renaming: the extent is this file in any case.
        var extent = descriptor.Extents is [{ Kind: "SPARSE" } only]
            ? only : throw DiskErrors.Damaged(file.Path, text.Offset, "its descriptor names more than the file has");
        return Layer(file.Path, descriptor, Sparse(file, header, extent.Bytes), files);
    }

    private static ImageLayer OpenDescriptor(DiskFile file, List<IDisposable> files, NearbyFiles nearby)
    {
        if (file.Length > VmdkDescriptor.MaxBytes)
            throw DiskErrors.TooLarge(file.Path, "the length of its descriptor");
        var descriptor = ReadDescriptor(file, new DiskExtent(0, file.Length));
        var opened = new Dictionary<string, DiskFile>(StringComparer.Ordinal);
        var maps = descriptor.Extents.Select(extent =>
        {
            if (extent.Kind == "ZERO")
                return (extent.Bytes, (IRunMap?)null);
            if (extent.Kind is not ("FLAT" or "VMFS" or "SPARSE" or "VMFSSPARSE"))
            {
                throw DiskErrors.Unsupported(
                    file.Path, $"has an extent of kind {extent.Kind}, which cannot be read",
                    "Consolidate the machine's snapshots, clone the disk at the source, or export it as OVF.");
            }
            var path = nearby.Find(file.Path, "An extent", [extent.FileName]);
            if (!opened.TryGetValue(path, out var part))
            {
                opened.Add(path, part = DiskFile.OpenRead(path));
                files.Add(part);
            }
            return (extent.Bytes, extent.Kind is "FLAT" or "VMFS"
                ? Flat(part, extent) : Sparse(part, VmdkSparseHeader.Read(part), extent.Bytes));
        }).ToList();
        return Layer(file.Path, descriptor, new VmdkExtentMap(maps), files);
    }

    private static ImageLayer Layer(string path, VmdkDescriptor descriptor, IRunMap map, List<IDisposable> files) =>
        new(path, map, files)
        {
            Format = DiskFormat.Vmdk,
            CapacityBytes = descriptor.Extents.Sum(extent => extent.Bytes),
            ContentId = descriptor.ContentId,
            LinkId = descriptor.ContentId,
            Parent = descriptor.Parent,
        };

    private static RawMap Flat(DiskFile file, VmdkExtent extent)
    {
        if (extent.FileOffset > file.Length - extent.Bytes)
            throw DiskErrors.Truncated(file.Path, extent.FileOffset + extent.Bytes, "the end of a flat extent");
        return new RawMap(file, extent.FileOffset);
    }

    private static VmdkGrainMap Sparse(DiskFile file, VmdkSparseHeader header, long bytes)
    {
        if (header.CapacityBytes < bytes)
            throw DiskErrors.Damaged(file.Path, 12, "the extent is shorter than its descriptor says");
        var map = new VmdkGrainMap(file, header);
        map.Check();
        return map;
    }

    private static byte[] Head(DiskFile file)
    {
        var head = new byte[(int)Math.Min(VmdkSparseHeader.Bytes, file.Length)];
        file.Read(0, head);
        return head;
    }

    private static VmdkDescriptor ReadDescriptor(DiskFile file, DiskExtent place)
    {
        var bytes = new byte[(int)place.Length];
        file.Read(place.Offset, bytes);
        return VmdkDescriptor.Parse(bytes, file.Path);
    }
}
