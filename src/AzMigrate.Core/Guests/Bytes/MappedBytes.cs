namespace AzMigrate.Guests.Bytes;

/// <summary>A piece of what is put together of pieces.</summary>
/// <param name="Start">Its first byte there.</param>
/// <param name="Length">Bytes; more than 0.</param>
/// <param name="From">Where the bytes are; null for zeros.</param>
/// <param name="FromOffset">First byte there.</param>
internal readonly record struct MappedRun(long Start, long Length, GuestBytes? From, long FromOffset);

/// <summary>
/// Bytes that lie in pieces in others: a partition, a logical volume, a file. What no piece has is zeros.
/// </summary>
internal sealed class MappedBytes : GuestBytes
{
    // No file of a system has more; attributes of a hostile one could make them without end.
    private const int MaxRuns = 1 << 20;
    private readonly MappedRun[] _runs;

    /// <param name="name">In the words of messages.</param>
    /// <param name="length">Bytes in all; pieces beyond are cut.</param>
    /// <param name="runs">In any order, not over each other.</param>
    public MappedBytes(string name, long length, IEnumerable<MappedRun> runs)
        : base(name, length)
    {
        _runs = [.. runs.Take(MaxRuns + 1)];
        if (_runs.Length > MaxRuns)
            throw GuestErrors.TooMuch(name);
        Array.Sort(_runs, (left, right) => left.Start.CompareTo(right.Start));
        long end = 0;
        foreach (var run in _runs)
        {
            if (run.Start < end || run.Length <= 0 || run.Length > long.MaxValue - run.Start)
                throw GuestErrors.Damaged(name, run.Start, "its pieces lie over each other");
            if (run.From is GuestBytes from && (run.FromOffset < 0 || run.FromOffset > from.Length - run.Length))
                throw GuestErrors.Damaged(name, run.Start, $"a piece is said to be beyond the end of {from.Name}");
            end = run.Start + run.Length;
        }
    }

    /// <summary>One piece of another.</summary>
    public static MappedBytes Part(string name, GuestBytes from, long offset, long length) =>
        new(name, length, [new MappedRun(0, length, from, offset)]);

    public override DiskPlace? Locate(long offset, int count)
    {
        if (offset < 0 || offset > Length - count || Find(offset) is not int index)
            return null;
        var run = _runs[index];
        return offset + count <= run.Start + run.Length
            ? run.From?.Locate(run.FromOffset + (offset - run.Start), count)
            : null;
    }

    protected override void ReadWithin(long offset, Span<byte> buffer)
    {
        while (buffer.Length > 0)
        {
            var index = Find(offset);
            var run = index is int found ? _runs[found] : Hole(offset);
            var part = buffer.Slice(0, (int)Math.Min(buffer.Length, run.Start + run.Length - offset));
            if (run.From is GuestBytes from)
                from.Read(run.FromOffset + (offset - run.Start), part);
            else
                part.Clear();
            offset += part.Length;
            buffer = buffer.Slice(part.Length);
        }
    }

    private int? Find(long offset)
    {
        var (low, high) = (0, _runs.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var run = _runs[middle];
            if (offset < run.Start)
                high = middle - 1;
            else if (offset >= run.Start + run.Length)
                low = middle + 1;
            else
                return middle;
        }
        return null;
    }

    private MappedRun Hole(long offset)
    {
        var next = Array.FindIndex(_runs, run => run.Start > offset);
        var end = next < 0 ? Length : Math.Min(Length, _runs[next].Start);
        return new MappedRun(offset, end - offset, null, 0);
    }
}
