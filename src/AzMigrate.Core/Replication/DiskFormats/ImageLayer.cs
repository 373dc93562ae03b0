namespace AzMigrate.Replication.DiskFormats;

/// <summary>An image of a chain: one disk with what it has itself, over its parent.</summary>
internal sealed class ImageLayer : IDisposable
{
    private readonly IReadOnlyList<IDisposable> _files;

    /// <param name="path">The file that names the image.</param>
    /// <param name="map">Where its bytes are.</param>
    /// <param name="files">All open files of it; closed with it.</param>
    public ImageLayer(string path, IRunMap map, params IReadOnlyList<IDisposable> files) =>
        (Path, Map, _files) = (path, map, files);

    public string Path { get; }

    public IRunMap Map { get; }

    public required DiskFormat Format { get; init; }

    public required long CapacityBytes { get; init; }

    /// <summary>Bytes of a sector as the guest sees it: 512, or 4096 in some VHDX images.</summary>
    public int LogicalSectorBytes { get; init; } = 512;

    /// <summary>
    /// Changes with each change of the content, by whatever program; null where the format has no such id.
    /// </summary>
    public string? ContentId { get; init; }

    /// <summary>What a child must name as its parent's id; null where the format has none.</summary>
    public string? LinkId { get; init; }

    /// <summary>The parent; null where there is none.</summary>
    public ParentReference? Parent { get; init; }

    public void Dispose()
    {
        foreach (var file in _files)
            file.Dispose();
    }
}

/// <summary>What an image says of its parent.</summary>
/// <param name="Names">Paths and names, the most telling first.</param>
/// <param name="LinkIds">Ids that the parent may have.</param>
internal sealed record ParentReference(IReadOnlyList<string> Names, IReadOnlyList<string> LinkIds);
