using System.Globalization;
using System.Net.Sockets;
using AzMigrate.Discovery.Linux.Visits;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace AzMigrate.Replication.Sources.Linux;

/// <summary>A block device of a server, read by ranges: each by a <c>dd</c> of its own in the one connection.</summary>
internal sealed class SshDisk(SshClient client, SourceDisk disk, bool useSudo) : IDiskSource
{
    public long CapacityBytes => disk.CapacityBytes;

    public string? Mark => null;

    public IAsyncEnumerable<DiskExtent> AllocatedAsync(CancellationToken cancellation = default) =>
        DiskBlocks.WholeAsync(CapacityBytes);

    public IAsyncEnumerable<DiskExtent> ChangedAsync(string mark, CancellationToken cancellation = default) =>
        throw DiskErrors.ChangesUnknown("a server's disk does not tell what changed");

    public Task ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default)
    {
        if (offset < 0 || offset > CapacityBytes - buffer.Length)
            throw new ArgumentOutOfRangeException(nameof(offset));
        return Task.Factory.StartNew(
            () => Read(offset, buffer, cancellation), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public void Dispose()
    {
        // The connection is the point's.
    }

    private void Read(long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        var text = string.Format(
            CultureInfo.InvariantCulture, "{0} if={1} bs=1M iflag=skip_bytes,count_bytes skip={2} count={3}",
            ServerDisks.Dd(useSudo), disk.Name, offset, buffer.Length);
        try
        {
            using var command = client.CreateCommand(text);
            var running = command.ExecuteAsync(cancellation);
            var bytes = new byte[Math.Min(buffer.Length, 1 << 16)];
            var done = 0;
            int count;
            while ((count = command.OutputStream.Read(bytes, 0, bytes.Length)) > 0)
            {
                if (count > buffer.Length - done)
                    throw Failed(offset, "it sent more than was asked for", null);
                bytes.AsSpan(0, count).CopyTo(buffer.Span.Slice(done));
                done += count;
            }

            cancellation.ThrowIfCancellationRequested();
            running.GetAwaiter().GetResult();
            if (done < buffer.Length)
                throw Failed(offset, VisitText.Shown(command.Error), null);
        }
        catch (Exception error) when (error is SshException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw Failed(offset, "the connection broke: " + VisitText.Shown(error.Message), error);
        }
    }

    private MigrateException Failed(long offset, string what, Exception? cause) => new(
        "Disk.Unreadable", FormattableString.Invariant($"{disk.Name} cannot be read at byte {offset}: {what}."),
        "Check the disk and the connection, then run the same command again; it goes on.", disk.Name, cause);
}
