using Renci.SshNet;

namespace AzMigrate.Replication.Sources.Linux;

/// <summary>
/// A block device of a server. Blocks that follow each other come from one <c>dd</c>; what is read here and there has a
/// <c>dd</c> each. All read past the server's page cache: a device's pages there are not those of the file systems on
/// it, so what was read once would be read again, whatever was written since; and the server keeps its cache for its
/// own work.
/// </summary>
/// <param name="client">The connection.</param>
/// <param name="disk">The disk.</param>
/// <param name="dd">The program that reads, <c>dd</c> or <c>sudo -n dd</c>.</param>
internal sealed class SshDisk(SshClient client, ServerDisk disk, string dd) : IDigestedDisk
{
    // Direct reads begin and end at sectors; a disk's have 4096 bytes at most.
    private const int SectorBytes = 4096;

    private readonly object _gate = new();
    private DeviceBlocks? _blocks;
    private long _end = -1;

    public long CapacityBytes => disk.Disk.CapacityBytes;

    public string? Mark => null;

    public IAsyncEnumerable<DiskExtent> AllocatedAsync(CancellationToken cancellation = default) =>
        DiskBlocks.WholeAsync(CapacityBytes);

    public IAsyncEnumerable<DiskExtent> ChangedAsync(string mark, CancellationToken cancellation = default) =>
        throw DiskErrors.ChangesUnknown("a server's disk does not tell what changed");

    public IAsyncEnumerable<BlockDigest> DigestsAsync(long firstBlock, CancellationToken cancellation = default) =>
        DeviceDigests.ReadAsync(client, disk, dd, firstBlock, cancellation);

    public Task ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default)
    {
        if (offset < 0 || offset > CapacityBytes - buffer.Length)
            throw new ArgumentOutOfRangeException(nameof(offset));
        var isBlock = new DiskExtent(offset, buffer.Length) == DiskBlocks.At(offset / DiskBlocks.Bytes, CapacityBytes);
        lock (_gate)
        {
            var follows = offset == _end;
            _end = offset + buffer.Length;
            if (!isBlock || !follows)
                return DeviceReads.StartAsync(() => ReadOnce(offset, buffer, cancellation), cancellation);
            if (_blocks is null || _blocks.HasEnded || _blocks.Next != offset)
            {
                _blocks?.Dispose();
                _blocks = new DeviceBlocks(client, disk, dd, offset);
            }

            return _blocks.ReadAsync(buffer, cancellation);
        }
    }

    public void Dispose()
    {
        // The connection is the point's.
        lock (_gate)
            _blocks?.Dispose();
    }

    private void ReadOnce(long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        var start = offset / SectorBytes * SectorBytes;
        var isAligned = start == offset && buffer.Length % DiskBlocks.Bytes == 0;
        var unit = isAligned ? DiskBlocks.Bytes : SectorBytes;
        var count = (offset + buffer.Length - start + unit - 1) / unit;
        using var stream = new DeviceStream(client, disk.Disk.Name, FormattableString.Invariant(
            $"{dd} if=/dev/{disk.Device} bs={unit} iflag=direct skip={start / unit} count={count} </dev/null"));
        stream.Fill(start, new byte[offset - start], cancellation);
        stream.Fill(offset, buffer, cancellation);
    }
}
