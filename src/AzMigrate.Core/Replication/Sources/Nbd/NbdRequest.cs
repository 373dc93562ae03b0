namespace AzMigrate.Replication.Sources.Nbd;

/// <summary>A request that the server has not answered yet.</summary>
internal sealed class NbdRequest(NbdCommand command, long offset, int length, Memory<byte> buffer)
{
    private readonly TaskCompletionSource<bool> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public NbdCommand Command => command;

    public long Offset => offset;

    public int Length => length;

    /// <summary>Where a read's bytes go; of the length.</summary>
    public Memory<byte> Buffer => buffer;

    /// <summary>Bytes of a read that came, holes counted.</summary>
    public long Received { get; set; }

    /// <summary>The server's error, 0 for none.</summary>
    public uint Error { get; set; }

    /// <summary>Runs of a block status: length and flags.</summary>
    public List<(uint Length, uint Flags)> Status { get; } = [];

    public Task Ended => _end.Task;

    public void End() => _end.TrySetResult(true);

    public void Fail(Exception error) => _end.TrySetException(error);
}

/// <summary>What a server is asked.</summary>
internal enum NbdCommand : ushort
{
    Read = 0,
    Disconnect = 2,
    BlockStatus = 7,
}
