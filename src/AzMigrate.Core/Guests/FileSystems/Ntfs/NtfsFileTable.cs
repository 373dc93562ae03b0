using AzMigrate.Guests.Bytes;

namespace AzMigrate.Guests.FileSystems.Ntfs;

/// <summary>The master file table: the records of all files, itself the first of them.</summary>
internal sealed class NtfsFileTable
{
    /// <summary>Lower bits of a reference: the record's number; the upper ones count its uses.</summary>
    public const long NumberMask = (1L << 48) - 1;

    private const int MaxPieces = 4096;
    private const int MaxListBytes = 1 << 20;
    private readonly GuestBytes _volume;
    private readonly int _clusterBytes;
    private readonly int _recordBytes;
    private MappedBytes _table;

    public NtfsFileTable(GuestBytes volume, int clusterBytes, int recordBytes, long offset)
    {
        (_volume, _clusterBytes, _recordBytes) = (volume, clusterBytes, recordBytes);
        // Its first record says where the others are; in a table of many pieces others say where more of it is.
        var first = NtfsRecord.Repair(volume.Block(offset, recordBytes), "FILE"u8);
        var pieces = NtfsAttribute.Of(first).Where(IsMainData).ToList();
        _table = Map(pieces);
        _table = Map([.. Attributes(0, NtfsAttribute.Data, "")]);
    }

    /// <summary>A record that is in use.</summary>
    public Block Record(long number)
    {
        if (number < 0 || number >= _table.Length / _recordBytes)
            throw GuestErrors.Damaged(_volume.Name, number, "there is no such record in the file table");
        var record = NtfsRecord.Repair(_table.Block(number * _recordBytes, _recordBytes), "FILE"u8);
        return (record.U16(22) & 1) != 0 ? record : throw record.Damaged(22, "the record of a file is not in use");
    }

    /// <summary>The pieces of an attribute, wherever they are, in their order.</summary>
    public IReadOnlyList<NtfsAttribute> Attributes(long number, uint type, string name)
    {
        var own = NtfsAttribute.Of(Record(number));
        if (own.Find(attribute => attribute.Type == NtfsAttribute.List) is not NtfsAttribute list)
            return [.. own.Where(IsOne)];
        var pieces = new List<NtfsAttribute>();
        foreach (var record in Listed(list, type).Distinct())
        {
            pieces.AddRange((record == number ? own : NtfsAttribute.Of(Record(record))).Where(IsOne));
            if (pieces.Count > MaxPieces)
                throw GuestErrors.Damaged(_volume.Name, number, "a file is said to be in more pieces than one can be");
        }
        return [.. pieces.OrderBy(piece => piece.LowestCluster)];

        bool IsOne(NtfsAttribute attribute) => attribute.Type == type && attribute.Name == name;
    }

    /// <summary>The bytes of an attribute; null when the file has none such.</summary>
    public GuestBytes? Open(long number, uint type, string name, string place)
    {
        var pieces = Attributes(number, type, name);
        if (pieces.Count == 0)
            return null;
        var first = pieces[0];
        if (first.IsEncrypted)
            throw GuestErrors.Unsupported(place, "is encrypted (EFS)");
        if (first.IsResident)
            return new MemoryBytes(place, first.Value.Bytes(0, first.Value.Length).ToArray());
        if (first.IsCompressed)
            throw GuestErrors.Unsupported(place, "is compressed by NTFS");
        return Map(pieces, place);
    }

    private static bool IsMainData(NtfsAttribute attribute) =>
        attribute is { Type: NtfsAttribute.Data, Name.Length: 0, IsResident: false };

    private MappedBytes Map(IReadOnlyList<NtfsAttribute> pieces, string? place = null)
    {
        place ??= $"the file table of {_volume.Name}";
        if (pieces.Count == 0 || pieces.Any(piece => piece.IsResident))
            throw GuestErrors.Damaged(place, 0, "its clusters are not said");
        var header = pieces[0].Header;
        var (size, initialized) = (header.U64(48), header.U64(56));
        if (size > 1L << 60 || initialized > size)
            throw header.Damaged(48, "a file has an impossible size");
        // What was never written is zeros, whatever its clusters hold.
        var runs = pieces.SelectMany(piece => NtfsRuns.Of(piece, _volume, _clusterBytes))
            .Where(run => run.Start < (long)initialized)
            .Select(run => run with { Length = Math.Min(run.Length, (long)initialized - run.Start) });
        return new MappedBytes(place, (long)size, runs);
    }

    // Records that have an attribute of the type, by the list of a file that needs more than one record.
    private IEnumerable<long> Listed(NtfsAttribute list, uint type)
    {
        Block entries;
        if (list.IsResident)
            entries = list.Value;
        else
        {
            var bytes = Map([list], $"an attribute list of {_volume.Name}");
            if (bytes.Length > MaxListBytes)
                throw GuestErrors.Damaged(_volume.Name, 0, "an attribute list is larger than it can be");
            entries = bytes.Block(0, bytes.Length);
        }
        for (var at = 0; at + 26 <= entries.Length;)
        {
            var length = entries.U16(at + 4);
            if (length < 26)
                throw entries.Damaged(at + 4, "an attribute list has an entry without length");
            if (entries.U32(at) == type)
                yield return (long)entries.U64(at + 16) & NumberMask;
            at += length;
        }
    }
}
