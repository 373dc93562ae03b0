using System.Buffers.Binary;
using AzMigrate.Projects;

namespace AzMigrate.Replication.Engine;

/// <summary>
/// What each block of a copy holds: zeros, bytes of a CRC-64, or nobody knows; and its digest, of a disk that tells
/// digests. Kept by segments of 4 GiB, so that a note of one block is a small write.
/// </summary>
internal sealed class BlockSums
{
    private const int SegmentBlocks = 1024;
    private const int EntryBytes = 9;
    private readonly Dictionary<int, byte[]> _segments;
    private readonly Dictionary<int, byte[]> _digests;
    private readonly HashSet<int> _changed = [];

    public BlockSums(IReadOnlyList<BlockSegment> stored)
    {
        _segments = stored.ToDictionary(row => row.Segment, row => IsWhole(row.Sums) ? row.Sums : UnknownSegment());
        _digests = stored.Where(row => row.Digests is not null).ToDictionary(row => row.Segment, row => row.Digests!);
    }

    // A segment that is not there is of a blank copy.
    private enum Content : byte
    {
        Zeros,
        Sum,
        Unknown,
    }

    public bool Holds(long block, ulong sum) =>
        Entry(block) is { Length: EntryBytes } entry && (Content)entry[0] == Content.Sum
        && BinaryPrimitives.ReadUInt64LittleEndian(entry.Slice(1)) == sum;

    /// <summary>The block's digest; null where it is not known.</summary>
    public BlockDigest? DigestOf(long block) => _digests.TryGetValue((int)(block / SegmentBlocks), out var digests)
        && BlockDigest.Read(Digest(digests, block)) is var digest && digest != default ? digest : null;

    public bool HoldsZeros(long block) =>
        Entry(block) is not { Length: EntryBytes } entry || (Content)entry[0] == Content.Zeros;

    public void Set(long block, ulong sum, BlockDigest? digest) => Write(block, Content.Sum, sum, digest);

    public void SetZeros(long block) => Write(block, Content.Zeros, 0);

    public void Forget(long block) => Write(block, Content.Unknown, 0);

    /// <summary>All blocks are zeros: the copy is new.</summary>
    public void Clear()
    {
        _segments.Clear();
        _digests.Clear();
        _changed.Clear();
    }

    /// <summary>The segments that changed since this was asked before, as they are now.</summary>
    public IReadOnlyList<BlockSegment> TakeChanges()
    {
        if (_changed.Count == 0)
            return [];
        var changes = _changed.Select(segment => new BlockSegment(
            segment, (byte[])_segments[segment].Clone(),
            _digests.TryGetValue(segment, out var digests) ? (byte[])digests.Clone() : null)).ToList();
        _changed.Clear();
        return changes;
    }

    // A segment of an earlier version has shorter sums: its blocks are sent once more when they are next compared.
    private static bool IsWhole(byte[] sums) => sums.Length == SegmentBlocks * EntryBytes;

    private static byte[] UnknownSegment()
    {
        var sums = new byte[SegmentBlocks * EntryBytes];
        for (var at = 0; at < sums.Length; at += EntryBytes)
            sums[at] = (byte)Content.Unknown;
        return sums;
    }

    private ReadOnlySpan<byte> Entry(long block) => _segments.TryGetValue((int)(block / SegmentBlocks), out var sums)
        ? sums.AsSpan((int)(block % SegmentBlocks) * EntryBytes, EntryBytes) : default;

    private static Span<byte> Digest(byte[] digests, long block) =>
        digests.AsSpan((int)(block % SegmentBlocks) * BlockDigest.Bytes, BlockDigest.Bytes);

    private void Write(long block, Content content, ulong sum, BlockDigest? digest = null)
    {
        var segment = (int)(block / SegmentBlocks);
        if (!_segments.TryGetValue(segment, out var sums))
            _segments.Add(segment, sums = new byte[SegmentBlocks * EntryBytes]);
        var entry = sums.AsSpan((int)(block % SegmentBlocks) * EntryBytes, EntryBytes);
        entry[0] = (byte)content;
        BinaryPrimitives.WriteUInt64LittleEndian(entry.Slice(1), sum);
        if (!_digests.TryGetValue(segment, out var digests) && digest is not null)
            _digests.Add(segment, digests = new byte[SegmentBlocks * BlockDigest.Bytes]);
        if (digests is not null)
            digest.GetValueOrDefault().Write(Digest(digests, block));
        _changed.Add(segment);
    }
}
