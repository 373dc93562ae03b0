namespace AzMigrate.Replication;

/// <summary>What is copied, and how.</summary>
internal sealed record DiskCopyOptions
{
    /// <summary>Copy what changed since this mark of the source; null to copy all.</summary>
    public string? Since { get; init; }

    /// <summary>Limits what is written; share one among copies to limit their sum.</summary>
    public BandwidthCap? Bandwidth { get; init; }

    /// <summary>All before this byte is at the target already.</summary>
    public long StartBytes { get; init; }

    /// <summary>Knows what the target has, and is told what it gets; null for nobody.</summary>
    public IBlockJournal? Journal { get; init; }

    /// <summary>
    /// Asked whether the target's service asks for fewer requests; null for a target that never does.
    /// </summary>
    public Func<bool>? IsThrottled { get; init; }

    /// <summary>Told after each block.</summary>
    public IProgress<DiskCopyProgress>? Progress { get; init; }
}

/// <summary>How far a copy has come.</summary>
/// <param name="PositionBytes">All before it is done.</param>
/// <param name="CapacityBytes">Of the disk.</param>
/// <param name="ReadBytes">Read from the source so far.</param>
/// <param name="WrittenBytes">Written to the target so far; without zeros.</param>
internal readonly record struct DiskCopyProgress(
    long PositionBytes, long CapacityBytes, long ReadBytes, long WrittenBytes);

/// <summary>What a copy did.</summary>
/// <param name="ReadBytes">Read from the source.</param>
/// <param name="WrittenBytes">Written to the target, without zeros.</param>
/// <param name="ClearedBytes">Made zeros at the target; 0 where it was blank.</param>
internal sealed record DiskCopyResult(long ReadBytes, long WrittenBytes, long ClearedBytes);
