namespace AzMigrate.Replication;

/// <summary>
/// What a disk is written to. Calls come one after another, but where it takes others: then ranges that do not touch
/// are written and cleared at once. A target is a disk only once it is sealed; one that is not can be opened again and
/// written on.
/// </summary>
internal interface IDiskTarget : IDisposable
{
    /// <summary>
    /// Size of the disk in bytes, as large as the source's or larger; what is behind the source's end is zeros.
    /// </summary>
    long CapacityBytes { get; }

    /// <summary>
    /// True while all of it is known to be zeros: before the first write to a new target. Zeros need not be written
    /// then.
    /// </summary>
    bool IsBlank { get; }

    /// <summary>
    /// Zeros between data that are fewer than this cost less when they are written along: a power of two.
    /// </summary>
    int GapBytes { get; }

    /// <summary>True where two writes at once are faster than one after another, and allowed.</summary>
    bool TakesConcurrentWrites { get; }

    /// <summary>Writes a range within the disk.</summary>
    /// <param name="offset">Where it begins.</param>
    /// <param name="data">Its bytes.</param>
    /// <param name="crc64">Their CRC-64, of a time nearer to the source; null where nobody has made it.</param>
    /// <param name="cancellation">Ends the wait.</param>
    ValueTask WriteAsync(
        long offset, ReadOnlyMemory<byte> data, ulong? crc64 = null, CancellationToken cancellation = default);

    /// <summary>Makes a range within the disk zeros.</summary>
    ValueTask ClearAsync(DiskExtent extent, CancellationToken cancellation = default);

    /// <summary>Makes what was written durable.</summary>
    ValueTask FlushAsync(CancellationToken cancellation = default);

    /// <summary>Makes a disk of it, durably. Nothing may be written afterwards.</summary>
    ValueTask SealAsync(CancellationToken cancellation = default);
}
