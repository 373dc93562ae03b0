using AzMigrate.Replication.DiskFormats;
using AzMigrate.Replication.DiskFormats.Vhd;
using AzMigrate.Replication.Files;

namespace AzMigrate.Replication.Targets;

/// <summary>
/// A fixed VHD in a local file, as Azure takes it: the size a multiple of 1 MiB, the footer behind it. The footer is
/// written by <see cref="SealAsync"/> alone, so a copy that broke off is no VHD. Zeros take no space where the file
/// system has holes. Calls end on the caller's thread: the page cache takes writes.
/// </summary>
internal sealed class FixedVhdTarget : IDiskTarget
{
    /// <summary>Azure takes disks of whole mebibytes only.</summary>
    public const long Alignment = 1 << 20;

    // Space for no more than this is not taken before: a share of Windows' makes it by writing zeros.
    private const int ReserveBytes = 1 << 20;
    private static readonly byte[] ZeroBytes = new byte[1 << 16];
    private readonly DiskFile _file;
    private readonly Guid _uniqueId;
    private bool _isSealed;
    private bool _reserves = true;

    private FixedVhdTarget(DiskFile file, long capacityBytes, Guid uniqueId, bool isBlank) =>
        (_file, CapacityBytes, _uniqueId, IsBlank) = (file, capacityBytes, uniqueId, isBlank);

    public long CapacityBytes { get; }

    public bool IsBlank { get; private set; }

    public int GapBytes => Zeros.PieceBytes;

    public bool TakesConcurrentWrites => false;

    /// <summary>Size of the copy of a disk.</summary>
    public static long CapacityOf(long diskBytes) => (diskBytes + Alignment - 1) / Alignment * Alignment;

    /// <summary>Makes the file.</summary>
    /// <param name="path">A file that is not there yet.</param>
    /// <param name="diskBytes">Size of the disk; rounded up to 1 MiB.</param>
    /// <exception cref="MigrateException">
    /// <c>Disk.TargetExists</c>, <c>Disk.Unwritable</c>, <c>Disk.TooLarge</c>.
    /// </exception>
    public static FixedVhdTarget Create(string path, long diskBytes)
    {
        DiskLimits.CheckCapacity(path, diskBytes);
        var capacity = CapacityOf(diskBytes);
        var file = DiskFile.OpenWrite(Path.GetFullPath(path), isNew: true);
        try
        {
            file.SetLength(capacity);
            return new FixedVhdTarget(file, capacity, Guid.NewGuid(), isBlank: true);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Opens one to write on, sealed or broken off; it is no VHD any more until it is sealed again.</summary>
    public static FixedVhdTarget Reopen(string path)
    {
        var file = DiskFile.OpenWrite(Path.GetFullPath(path), isNew: false);
        try
        {
            var id = Guid.NewGuid();
            if (VhdImage.IsOne(file))
            {
                var at = file.Length - VhdFooter.Bytes;
                var bytes = new byte[VhdFooter.Bytes];
                file.Read(at, bytes);
                var footer = VhdFooter.HasCookie(bytes) ? VhdFooter.Parse(bytes, file.Path, at) : null;
                if (footer is not { Kind: VhdKind.Fixed } || footer.CapacityBytes != at)
                    throw NotOurs(file.Path);
                id = footer.UniqueId;
                file.SetLength(at);
            }
            if (file.Length == 0 || file.Length % Alignment != 0)
                throw NotOurs(file.Path);
            return new FixedVhdTarget(file, file.Length, id, isBlank: false);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public ValueTask WriteAsync(
        long offset, ReadOnlyMemory<byte> data, ulong? crc64 = null, CancellationToken cancellation = default)
    {
        Check(offset, data.Length, cancellation);
        IsBlank = false;
        _reserves = _reserves && (data.Length <= ReserveBytes || _file.TryReserve(offset, data.Length));
        _file.Write(offset, data);
        return default;
    }

    public ValueTask ClearAsync(DiskExtent extent, CancellationToken cancellation = default)
    {
        Check(extent.Offset, extent.Length, cancellation);
        if (_file.TryPunch(extent.Offset, extent.Length))
            return default;
        for (var offset = extent.Offset; offset < extent.End; offset += ZeroBytes.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            _file.Write(offset, ZeroBytes.AsMemory(0, (int)Math.Min(ZeroBytes.Length, extent.End - offset)));
        }
        return default;
    }

    public ValueTask FlushAsync(CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        _file.Flush();
        return default;
    }

    public ValueTask SealAsync(CancellationToken cancellation = default)
    {
        Check(0, 0, cancellation);
        // Data first: a file with a footer is a whole disk, also after the power failed.
        _file.Flush();
        var footer = new byte[VhdFooter.Bytes];
        VhdFooter.WriteFixed(footer, CapacityBytes, _uniqueId, DateTimeOffset.UtcNow);
        _file.Write(CapacityBytes, footer);
        _file.Flush();
        _isSealed = true;
        return default;
    }

    public void Dispose() => _file.Dispose();

    private static MigrateException NotOurs(string path) => DiskErrors.Unsupported(
        path, "is no fixed VHD of whole mebibytes, nor the beginning of one",
        "Give another name, and copy the whole disk.");

    private void Check(long offset, long length, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (_isSealed)
            throw new InvalidOperationException("The disk is sealed.");
        if (offset < 0 || length < 0 || offset > CapacityBytes - length)
            throw new ArgumentOutOfRangeException(nameof(offset));
    }
}
