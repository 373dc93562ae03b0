using AzMigrate.Projects;

namespace AzMigrate.Replication.Engine;

/// <summary>
/// The journal of one disk in one cycle. A range is noted once it is durable at the target; while it is being noted the
/// next one is written, or the next two with a wait for the note, so a kill loses no more than two blocks.
/// </summary>
internal sealed class DiskJournal : IBlockJournal
{
    private const long ClaimStep = 64L << 20;

    // What was only compared costs reading alone when it is done again.
    private const long CompareStep = 256L << 20;

    private readonly string _replicationId;
    private readonly ProjectReplications _stored;
    private readonly BlockSums _sums;
    private readonly IDiskTarget? _flushed;
    private Task _noted = Task.CompletedTask;
    private long _notedBytes;

    /// <param name="replicationId">Of which replication the disk is.</param>
    /// <param name="disk">The disk as it is stored.</param>
    /// <param name="sums">What its copy holds.</param>
    /// <param name="stored">Where notes go.</param>
    /// <param name="flushed">What is flushed before a note; null where writes are durable.</param>
    public DiskJournal(
        string replicationId, ReplicatedDisk disk, BlockSums sums, ProjectReplications stored, IDiskTarget? flushed)
    {
        (_replicationId, Disk, _sums, _stored, _flushed) = (replicationId, disk, sums, stored, flushed);
        _notedBytes = disk.PositionBytes;
    }

    /// <summary>The disk as it is now; stored so by <see cref="CompleteAsync"/>.</summary>
    public ReplicatedDisk Disk { get; private set; }

    public bool Holds(DiskExtent block, ulong sum, BlockDigest? digest = null) =>
        _sums.Holds(block.Offset / DiskBlocks.Bytes, sum)
        && (digest is null || _sums.DigestOf(block.Offset / DiskBlocks.Bytes) is not { } known || known == digest);

    public bool Holds(DiskExtent block, BlockDigest digest) =>
        _sums.DigestOf(block.Offset / DiskBlocks.Bytes) == digest;

    public bool HoldsZeros(DiskExtent block) => _sums.HoldsZeros(block.Offset / DiskBlocks.Bytes);

    public async ValueTask ClaimAsync(long endBytes, CancellationToken cancellation)
    {
        if (endBytes <= Disk.ClaimedBytes)
            return;
        Disk = Disk with { ClaimedBytes = Math.Min(Disk.CapacityBytes, endBytes + ClaimStep) };
        await NoteAsync().ConfigureAwait(false);
        await _noted.ConfigureAwait(false);
    }

    public ValueTask WrittenAsync(
        DiskExtent extent, ulong? sum, BlockDigest? digest, long writtenBytes, ReplicationLimit limit,
        CancellationToken cancellation) =>
        MoveAsync(extent, Note(extent, sum, digest), writtenBytes, limit, cancellation);

    public ValueTask PassedAsync(DiskExtent block, ReplicationLimit limit, CancellationToken cancellation) =>
        MoveAsync(block, isNew: false, 0, limit, cancellation);

    public async ValueTask NotedAsync(CancellationToken cancellation) => await _noted.ConfigureAwait(false);

    /// <summary>Ends when all is stored, and the disk as it is said to be.</summary>
    public async Task CompleteAsync(Func<ReplicatedDisk, ReplicatedDisk> change)
    {
        Disk = change(Disk);
        await NoteAsync().ConfigureAwait(false);
        await _noted.ConfigureAwait(false);
    }

    /// <summary>Waits for notes under way; for when the copy failed.</summary>
    public async Task QuietAsync()
    {
        try
        {
            await _noted.ConfigureAwait(false);
        }
        catch (MigrateException)
        {
            // The copy's failure is what is told.
        }
    }

    private async ValueTask MoveAsync(
        DiskExtent extent, bool isNew, long writtenBytes, ReplicationLimit limit, CancellationToken cancellation)
    {
        Disk = Disk with { PositionBytes = extent.End, SentBytes = Disk.SentBytes + writtenBytes, LimitedBy = limit };
        if (!isNew && extent.End - _notedBytes < CompareStep)
            return;
        _notedBytes = extent.End;
        if (_flushed is not null)
            await _flushed.FlushAsync(cancellation).ConfigureAwait(false);
        await NoteAsync().ConfigureAwait(false);
    }

    // True when something else is known of a block than before.
    private bool Note(DiskExtent extent, ulong? sum, BlockDigest? digest)
    {
        var block = extent.Offset / DiskBlocks.Bytes;
        if (extent != DiskBlocks.At(block, Disk.CapacityBytes))
        {
            _sums.Forget(block);
            return true;
        }

        if (sum is not { } crc)
            _sums.SetZeros(block);
        else if (_sums.Holds(block, crc) && (digest is null || _sums.DigestOf(block) == digest))
            return false;
        else
            _sums.Set(block, crc, digest);
        return true;
    }

    private async Task NoteAsync()
    {
        await _noted.ConfigureAwait(false);
        _noted = _stored.WriteAsync(new DiskEntry(_replicationId, Disk, _sums.TakeChanges()));
    }
}
