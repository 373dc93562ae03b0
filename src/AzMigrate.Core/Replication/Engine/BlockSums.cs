using System.Buffers.Binary;

namespace AzMigrate.Replication.Engine;

/// <summary>
/// What each block of a copy holds: zeros, bytes of a CRC-32C, or nobody knows. Kept by segments of 4 GiB, so that a
/// note of one block is a small write.
/// </summary>
internal sealed class BlockSums
{
    private const int SegmentBlocks = 1024;
    private const int EntryBytes = 5;
    private readonly Dictionary<int, byte[]> _segments;
    private readonly HashSet<int> _changed = [];

    public BlockSums(IEnumerable<(int Segment, byte[] Sums)> stored) =>
        _segments = stored.ToDictionary(row => row.Segment, row => row.Sums);

    // A segment that is not there is of a blank copy.
    private enum Content : byte
    {
        Zeros,
        Sum,
        Unknown,
    }

    public bool Holds(long block, uint sum) => Entry(block) is { Length: EntryBytes } entry && (Content)entry[0] == Content.Sum
        && BinaryPrimitives.ReadUInt32LittleEndian(entry.Slice(1)) == sum;

    public bool HoldsZeros(long block) => Entry(block) is not { Length: EntryBytes } entry || (Content)entry[0] == Content.Zeros;

    public void Set(long block, uint sum) => Write(block, Content.Sum, sum);

    public void SetZeros(long block) => Write(block, Content.Zeros, 0);

    public void Forget(long block) => Write(block, Content.Unknown, 0);

    /// <summary>All blocks are zeros: the copy is new.</summary>
    public void Clear()
    {
        _segments.Clear();
        _changed.Clear();
    }

    /// <summary>The segments that changed since this was asked before, as they are now.</summary>
    public IReadOnlyList<(int Segment, byte[] Sums)> TakeChanges()
    {
        if (_changed.Count == 0)
            return [];
        var changes = _changed.Select(segment => (segment, (byte[])_segments[segment].Clone())).ToList();
        _changed.Clear();
        return changes;
    }

    private ReadOnlySpan<byte> Entry(long block) => _segments.TryGetValue((int)(block / SegmentBlocks), out var sums)
        ? sums.AsSpan((int)(block % SegmentBlocks) * EntryBytes, EntryBytes) : default;

    private void Write(long block, Content content, uint sum)
    {
        var segment = (int)(block / SegmentBlocks);
        if (!_segments.TryGetValue(segment, out var sums))
            _segments.Add(segment, sums = new byte[SegmentBlocks * EntryBytes]);
        var entry = sums.AsSpan((int)(block % SegmentBlocks) * EntryBytes, EntryBytes);
        entry[0] = (byte)content;
        BinaryPrimitives.WriteUInt32LittleEndian(entry.Slice(1), sum);
        _changed.Add(segment);
    }
}
