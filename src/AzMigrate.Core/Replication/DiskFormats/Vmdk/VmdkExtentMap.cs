namespace AzMigrate.Replication.DiskFormats.Vmdk;

/// <summary>Extents one after another; one without a map is zeros.</summary>
internal sealed class VmdkExtentMap : IRunMap
{
    private readonly IRunMap?[] _maps;
    private readonly long[] _starts;
    private readonly long _end;

    public VmdkExtentMap(IReadOnlyList<(long Bytes, IRunMap? Map)> extents)
    {
        _maps = [.. extents.Select(extent => extent.Map)];
        _starts = new long[extents.Count];
        for (var i = 0; i < extents.Count; i++)
        {
            _starts[i] = _end;
            _end += extents[i].Bytes;
        }
    }

    public LayerRun Map(long offset, long length)
    {
        var found = Array.BinarySearch(_starts, offset);
        var index = found >= 0 ? found : ~found - 1;
        var end = index + 1 < _starts.Length ? _starts[index + 1] : _end;
        length = Math.Min(length, end - offset);
        return _maps[index]?.Map(offset - _starts[index], length) ?? LayerRun.Zero(length);
    }
}
