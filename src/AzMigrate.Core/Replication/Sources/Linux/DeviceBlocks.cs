using Renci.SshNet;

namespace AzMigrate.Replication.Sources.Linux;

/// <summary>
/// The blocks of a device from one on, in their order, by one <c>dd</c>. The SSH library takes in whatever a server
/// sends, so the server's shell waits for a line from here before it lets another block pass: what lies here unread is
/// bounded by the reads under way. The device is read ahead by one block meanwhile.
/// </summary>
internal sealed class DeviceBlocks : IDisposable
{
    private readonly long _capacity;
    private readonly DeviceStream _stream;
    private Task _last = Task.CompletedTask;

    /// <param name="client">The connection.</param>
    /// <param name="disk">The disk.</param>
    /// <param name="dd">The program that reads.</param>
    /// <param name="offset">Where the first block begins.</param>
    public DeviceBlocks(SshClient client, ServerDisk disk, string dd, long offset)
    {
        (_capacity, Next) = (disk.Disk.CapacityBytes, offset);

        // The first dd may be root's, the second one needs no rights. If the first one fails all of the command ends.
        var (block, first) = (DiskBlocks.Bytes, offset / DiskBlocks.Bytes);
        _stream = new DeviceStream(client, disk.Disk.Name, string.Join(
            " ", "exec 3<&0; {", dd, $"if=/dev/{disk.Device}", FormattableString.Invariant($"bs={block} skip={first}"),
            "iflag=direct </dev/null || kill 0; } | while read -r go <&3; do",
            FormattableString.Invariant($"dd bs={block} count=1 iflag=fullblock 2>/dev/null || exit; done")));
    }

    /// <summary>Where the block begins that is read next.</summary>
    public long Next { get; private set; }

    /// <summary>True once a read has failed or was cancelled: what comes after it is lost.</summary>
    public bool HasEnded => _last.IsFaulted || _last.IsCanceled;

    /// <summary>Reads the next block; of several calls each gets its own, in their order.</summary>
    public Task ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        var (before, offset) = (_last, Next);
        Next = Math.Min(_capacity, offset + DiskBlocks.Bytes);
        _stream.Ask();
        return _last = ReadAfterAsync(before, offset, buffer, cancellation);
    }

    /// <summary>Ends the command when the reads that are under way have ended.</summary>
    public void Dispose() => _last.ContinueWith(
        _ => _stream.Dispose(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

    private async Task ReadAfterAsync(Task before, long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        await before.ConfigureAwait(false);
        await DeviceReads.StartAsync(() => _stream.Fill(offset, buffer, cancellation), cancellation)
            .ConfigureAwait(false);
    }
}
