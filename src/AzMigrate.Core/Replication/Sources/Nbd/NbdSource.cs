using System.Buffers;
using System.Runtime.CompilerServices;

namespace AzMigrate.Replication.Sources.Nbd;

/// <summary>
/// A disk that an NBD server exports: <c>qemu-nbd</c>, or <c>nbdkit</c> with any of its plugins. The export is to be
/// read-only or a snapshot: a disk that changes while it is read is a broken copy.
/// </summary>
internal sealed class NbdSource : IDiskSource
{
    private const uint IsZero = 2;

    // What one block status asks about: servers look at no more at once, and the length has 32 bits.
    private const int StatusBytes = 1 << 30;
    private readonly NbdConnection _connection;
    private readonly NbdAddress _address;

    private NbdSource(NbdConnection connection, NbdAddress address) => (_connection, _address) = (connection, address);

    public long CapacityBytes => _connection.Export.CapacityBytes;

    /// <summary>NBD has no ids of contents.</summary>
    public string? Mark => null;

    /// <summary>True when the server tells what is zeros; else all of the disk counts as data.</summary>
    public bool KnowsAllocation => _connection.Export.AllocationContext is not null;

    /// <summary>Connects to an export.</summary>
    /// <param name="address">A URI: see <see cref="NbdAddress.Parse"/>.</param>
    /// <param name="thumbprint">SHA-256 of the server's certificate where this computer does not trust it.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="MigrateException">
    /// <c>Disk.AddressInvalid</c>, <c>Disk.ServerUnreachable</c>, <c>Disk.ServerRefused</c>,
    /// <c>Disk.CertificateInvalid</c>, <c>Disk.ServerInvalid</c>.
    /// </exception>
    public static async Task<NbdSource> ConnectAsync(
        string address, string? thumbprint = null, CancellationToken cancellation = default)
    {
        var parsed = NbdAddress.Parse(address);
        return new NbdSource(
            await NbdConnection.OpenAsync(parsed, thumbprint, cancellation).ConfigureAwait(false), parsed);
    }

    public async IAsyncEnumerable<DiskExtent> AllocatedAsync(
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        if (!KnowsAllocation)
        {
            yield return new DiskExtent(0, CapacityBytes);
            yield break;
        }
        var merger = new ExtentMerger();
        for (long offset = 0; offset < CapacityBytes;)
        {
            var asked = (int)Math.Min(StatusBytes, CapacityBytes - offset);
            var request = new NbdRequest(NbdCommand.BlockStatus, offset, asked, default);
            await _connection.SendAsync(request, cancellation).ConfigureAwait(false);
            if (request.Status.Count == 0 || request.Status.Exists(run => run.Length == 0))
                throw NbdErrors.Protocol(_address, "it tells a block status of nothing");
            foreach (var (length, flags) in request.Status)
            {
                var run = new DiskExtent(offset, Math.Min(length, CapacityBytes - offset));
                if (run.Length <= 0)
                    break;
                offset = run.End;
                if ((flags & IsZero) == 0 && merger.Add(run, merger.Touches(run)) is DiskExtent whole)
                    yield return whole;
            }
        }
        if (merger.Last is DiskExtent last)
            yield return last;
    }

    public IAsyncEnumerable<DiskExtent> ChangedAsync(string mark, CancellationToken cancellation = default) =>
        throw DiskErrors.ChangesUnknown("NBD has no marks");

    public async Task ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default)
    {
        if (offset < 0 || offset > CapacityBytes - buffer.Length)
            throw new ArgumentOutOfRangeException(nameof(offset));
        var export = _connection.Export;
        while (buffer.Length > 0)
        {
            var part = buffer.Slice(0, Math.Min(buffer.Length, export.MaxBlockBytes));
            if ((offset | (long)part.Length) % export.MinBlockBytes == 0)
            {
                await ReadPartAsync(offset, part, cancellation).ConfigureAwait(false);
            }
            else
            {
                // With what is read around it, it is to be no larger than the server's largest.
                var most = Math.Min(export.MaxBlockBytes, DiskBlocks.Bytes) - (int)(offset % export.MinBlockBytes);
                part = part.Slice(0, Math.Min(part.Length, most));
                await ReadAroundAsync(offset, part, cancellation).ConfigureAwait(false);
            }
            offset += part.Length;
            buffer = buffer.Slice(part.Length);
        }
    }

    public void Dispose() => _connection.Dispose();

    private Task ReadPartAsync(long offset, Memory<byte> buffer, CancellationToken cancellation) =>
        _connection.SendAsync(new NbdRequest(NbdCommand.Read, offset, buffer.Length, buffer), cancellation);

    // Servers of disks with large sectors read whole ones only.
    private async Task ReadAroundAsync(long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        long block = _connection.Export.MinBlockBytes;
        var start = offset / block * block;
        var length = (int)((offset + buffer.Length + block - 1) / block * block - start);
        var whole = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            await ReadPartAsync(start, whole.AsMemory(0, length), cancellation).ConfigureAwait(false);
            whole.AsMemory((int)(offset - start), buffer.Length).CopyTo(buffer);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }
}
