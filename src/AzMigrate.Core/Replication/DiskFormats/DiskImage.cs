using System.Runtime.CompilerServices;

namespace AzMigrate.Replication.DiskFormats;

/// <summary>How an image is opened.</summary>
internal sealed record DiskImageOptions
{
    /// <summary>
    /// The format; null to know it by the content. Say <see cref="DiskFormat.Raw"/> of a raw disk whose guest is not
    /// trusted: it could have written another format's header to its first sector.
    /// </summary>
    public DiskFormat? Format { get; init; }

    /// <summary>Folders beside the image's own where parents and extents may be.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];
}

/// <summary>A disk image file with its chain of parents, read-only.</summary>
internal sealed class DiskImage : IDiskSource
{
    // An answer to a walk: tables of this much of the disk are looked at in one go.
    private const long WalkBytes = 1L << 36;
    private const int WalkExtents = 4096;
    private readonly IReadOnlyList<ImageLayer> _layers;

    private DiskImage(IReadOnlyList<ImageLayer> layers) => _layers = layers;

    private delegate bool RunChoice(int layer, RunKind kind);

    public long CapacityBytes => _layers[0].CapacityBytes;

    /// <summary>The image's own format; parents may have another file layout of the same.</summary>
    public DiskFormat Format => _layers[0].Format;

    /// <summary>
    /// What the guest takes as a sector: 4096 in some VHDX images, whose partitions a disk of 512-byte sectors such as
    /// Azure's cannot show.
    /// </summary>
    public int LogicalSectorBytes => _layers[0].LogicalSectorBytes;

    /// <summary>The files of the chain, the image first.</summary>
    public IReadOnlyList<string> Chain => [.. _layers.Select(layer => layer.Path)];

    /// <summary>VHDX and VMDK have an id that changes with the content; raw and VHD have none.</summary>
    public string? Mark => _layers[0].ContentId;

    /// <summary>Opens an image; its format is known by its content.</summary>
    /// <exception cref="MigrateException">
    /// A <c>Disk.</c> code: what is wrong with which file, and what to do.
    /// </exception>
    public static DiskImage Open(string path, DiskImageOptions? options = null)
    {
        options ??= new DiskImageOptions();
        var nearby = new NearbyFiles(options.Folders);
        var layers = new List<ImageLayer>();
        try
        {
            var top = Path.GetFullPath(path);
            layers.Add(ImageFile.Open(top, options.Format, nearby));
            while (layers[layers.Count - 1] is { Parent: ParentReference parent } child)
            {
                var parentPath = nearby.Find(child.Path, "The parent", parent.Names);
                if (layers.Exists(layer => layer.Path == parentPath))
                    throw DiskErrors.ChainCircular(top, parentPath);
                if (layers.Count == DiskLimits.MaxChain)
                    throw DiskErrors.ChainTooLong(top, DiskLimits.MaxChain);
                var opened = ImageFile.Open(parentPath, child.Format, nearby);
                layers.Add(opened);
                if (opened.LinkId is not string id || !parent.LinkIds.Contains(id, StringComparer.OrdinalIgnoreCase))
                    throw DiskErrors.ParentChanged(child.Path, parentPath);
                if (opened.LogicalSectorBytes != child.LogicalSectorBytes)
                    throw DiskErrors.Damaged(child.Path, 0, "its sectors are not of its parent's size");
            }
            return new DiskImage(layers);
        }
        catch
        {
            layers.ForEach(layer => layer.Dispose());
            throw;
        }
    }

    public IAsyncEnumerable<DiskExtent> AllocatedAsync(CancellationToken cancellation = default) =>
        WalkAsync((_, kind) => kind is RunKind.Data or RunKind.Packed, _layers.Count, cancellation);

    /// <inheritdoc/>
    /// <remarks>What the images have that lie over the one whose content the mark names.</remarks>
    public IAsyncEnumerable<DiskExtent> ChangedAsync(string mark, CancellationToken cancellation = default)
    {
        var unchanged = 0;
        while (unchanged < _layers.Count && _layers[unchanged].ContentId != mark)
            unchanged++;
        if (unchanged == _layers.Count)
            throw DiskErrors.ChangesUnknown($"no image of the chain has the id {mark}");
        return WalkAsync((layer, kind) => layer < unchanged && kind is not RunKind.Parent, unchanged, cancellation);
    }

    /// <inheritdoc/>
    /// <remarks>The file is read on the thread pool: there is no better way for the page cache on any system.</remarks>
    public Task ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default)
    {
        if (offset < 0 || offset > CapacityBytes - buffer.Length)
            throw new ArgumentOutOfRangeException(nameof(offset));
        return Task.Run(() => Read(offset, buffer, cancellation), cancellation);
    }

    public void Dispose()
    {
        foreach (var layer in _layers)
            layer.Dispose();
    }

    private void Read(long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        while (buffer.Length > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var (_, run) = RunAt(offset, buffer.Length, _layers.Count);
            var part = buffer.Slice(0, (int)run.Length);
            if (run.Kind is RunKind.Data)
                run.File!.Read(run.FileOffset, part);
            else if (run.Kind is RunKind.Packed)
                run.Grains!.Read(run.ExtentOffset, part);
            else
                part.Span.Clear();
            offset += part.Length;
            buffer = buffer.Slice(part.Length);
        }
    }

    // The first of the layers that has the bytes; what is behind a shorter parent's end is zeros.
    private (int Layer, LayerRun Run) RunAt(long offset, long length, int layers)
    {
        for (var i = 0; i < layers; i++)
        {
            var layer = _layers[i];
            if (offset >= layer.CapacityBytes)
                return (i, LayerRun.Zero(length));
            var run = layer.Map.Map(offset, Math.Min(length, layer.CapacityBytes - offset));
            if (run.Kind is not RunKind.Parent)
                return (i, run);
            length = run.Length;
        }
        return (layers, LayerRun.Parent(length));
    }

    private async IAsyncEnumerable<DiskExtent> WalkAsync(
        RunChoice choose, int layers, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var found = new List<DiskExtent>();
        var merger = new ExtentMerger();
        for (long offset = 0; offset < CapacityBytes;)
        {
            var from = offset;
            found.Clear();
            offset = await Task.Run(() => Walk(from, choose, layers, found, cancellation), cancellation)
                .ConfigureAwait(false);
            foreach (var extent in found)
            {
                if (merger.Add(extent, merger.Touches(extent)) is DiskExtent whole)
                    yield return whole;
            }
        }
        if (merger.Last is DiskExtent last)
            yield return last;
    }

    // Gives where it stopped.
    private long Walk(long offset, RunChoice choose, int layers, List<DiskExtent> found, CancellationToken cancellation)
    {
        var end = Math.Min(CapacityBytes, offset + WalkBytes);
        var merger = new ExtentMerger();
        while (offset < end && found.Count < WalkExtents)
        {
            cancellation.ThrowIfCancellationRequested();
            var (layer, run) = RunAt(offset, end - offset, layers);
            if (choose(layer, run.Kind))
            {
                var extent = new DiskExtent(offset, run.Length);
                if (merger.Add(extent, merger.Touches(extent)) is DiskExtent whole)
                    found.Add(whole);
            }
            offset += run.Length;
        }
        if (merger.Last is DiskExtent last)
            found.Add(last);
        return offset;
    }
}
