using AzMigrate.Replication.Files;

namespace AzMigrate.Replication.DiskFormats.Vmdk;

/// <summary>The grains of a sparse extent: a directory of tables of places.</summary>
internal sealed class VmdkGrainMap : IRunMap
{
    private const uint ZeroGrain = 1;
    private readonly DiskFile _file;
    private readonly VmdkSparseHeader _header;
    private readonly PagedTable _directory;
    private readonly PagedTable _tables;
    private readonly PackedGrains? _packed;
    private readonly long _tableSpan;

    public VmdkGrainMap(DiskFile file, VmdkSparseHeader header)
    {
        (_file, _header) = (file, header);
        _tableSpan = header.GrainBytes * header.TableEntries;
        Tables = (header.CapacityBytes + _tableSpan - 1) / _tableSpan;
        _directory = new PagedTable(file, header.Directory, Tables * sizeof(uint));
        _tables = new PagedTable(file, 0, file.Length);
        _packed = header.IsPacked
            ? new PackedGrains(file, (int)header.GrainBytes, header.CapacityBytes, PlaceOf) : null;
    }

    private long Tables { get; }

    /// <summary>Looks at all tables and grains: within the file, and apart from each other.</summary>
    public void Check()
    {
        var tableBytes = _header.TableEntries * (long)sizeof(uint);
        var tables = new BlockClaims(_file.Path, tableBytes);
        // Compressed grains have sizes of their own, which their markers tell when they are read.
        var grains = new BlockClaims(_file.Path, _packed is null ? _header.GrainBytes : DiskLimits.SectorBytes);
        for (long table = 0; table < Tables; table++)
        {
            if (TableStart(table) is not long start)
                continue;
            tables.Claim(start);
            var left = _header.CapacityBytes - table * _tableSpan;
            var count = Math.Min(_header.TableEntries, (left + _header.GrainBytes - 1) / _header.GrainBytes);
            for (long i = 0; i < count; i++)
            {
                if (GrainAt(start, table, i) is { IsHere: true } grain)
                    grains.Claim(grain.Start);
            }
        }
    }

    public LayerRun Map(long offset, long length)
    {
        var table = offset / _tableSpan;
        var tableEnd = (table + 1) * _tableSpan;
        if (TableStart(table) is not long start)
        {
            while (tableEnd < offset + length && TableStart(tableEnd / _tableSpan) is null)
                tableEnd += _tableSpan;
            return LayerRun.Parent(Math.Min(length, tableEnd - offset));
        }
        length = Math.Min(length, tableEnd - offset);
        var index = (offset - table * _tableSpan) / _header.GrainBytes;
        var within = offset % _header.GrainBytes;
        var first = GrainAt(start, table, index);
        var end = _header.GrainBytes - within;
        for (var grain = index + 1; end < length; grain++, end += _header.GrainBytes)
        {
            var next = GrainAt(start, table, grain);
            var goesOn = next.IsHere == first.IsHere && next.IsZero == first.IsZero
                && (!first.IsHere || _packed is not null || next.Start == first.Start + within + end);
            if (!goesOn)
                break;
        }
        length = Math.Min(length, end);
        if (first.IsHere && _packed is not null)
            return LayerRun.Packed(_packed, offset, length);
        if (first.IsHere)
            return LayerRun.Data(_file, first.Start + within, length);
        return first.IsZero ? LayerRun.Zero(length) : LayerRun.Parent(length);
    }

    // Of a grain that is there, as a run of them says.
    private long PlaceOf(long offset)
    {
        var table = offset / _tableSpan;
        return GrainAt(TableStart(table)!.Value, table, (offset - table * _tableSpan) / _header.GrainBytes).Start;
    }

    private long? TableStart(long table)
    {
        var sector = _directory.UInt32(table * sizeof(uint));
        if (sector == 0)
            return null;
        var start = sector * (long)DiskLimits.SectorBytes;
        var end = start + _header.TableEntries * (long)sizeof(uint);
        if (end > _file.Length)
            throw DiskErrors.Truncated(_file.Path, end, "the end of a grain table");
        return start;
    }

    private Grain GrainAt(long tableStart, long table, long index)
    {
        var sector = _tables.UInt32(tableStart + index * sizeof(uint));
        if (sector == 0)
            return default;
        if (sector == ZeroGrain && _header.KnowsZeroGrains)
            return new Grain(0, IsHere: false, IsZero: true);
        var start = sector * (long)DiskLimits.SectorBytes;
        // The last grain may be cut at the disk's end; a compressed one has a sector at least.
        var left = _header.CapacityBytes - table * _tableSpan - index * _header.GrainBytes;
        var needed = start + (_packed is null ? Math.Min(_header.GrainBytes, left) : DiskLimits.SectorBytes);
        if (needed > _file.Length)
            throw DiskErrors.Truncated(_file.Path, needed, "the end of a grain");
        if (start < Math.Max(VmdkSparseHeader.Bytes, _packed is null ? 0 : _header.OverheadBytes))
            throw DiskErrors.Damaged(_file.Path, start, "a grain lies over the file's own header");
        return new Grain(start, IsHere: true, IsZero: false);
    }

    private readonly record struct Grain(long Start, bool IsHere, bool IsZero);
}
