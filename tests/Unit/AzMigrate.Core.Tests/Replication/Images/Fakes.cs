using AzMigrate.Replication;

namespace AzMigrate.Tests.Replication.Images;

/// <summary>A disk in memory: noise in its extents.</summary>
internal sealed class FakeSource : IDiskSource
{
    private readonly DiskExtent[] _extents;
    private readonly Lock _counting = new();
    private int _underWay;
    private int _ended;

    public FakeSource(int capacityBytes, params DiskExtent[] extents)
    {
        _extents = extents;
        Bytes = new byte[capacityBytes];
        foreach (var extent in extents)
            Noise.Bytes(extent.Offset, (int)extent.Length).CopyTo(Bytes, extent.Offset);
    }

    public byte[] Bytes { get; }

    public DiskExtent[] Changed { get; init; } = [];

    public long FailAt { get; init; } = long.MaxValue;

    /// <summary>What a read waits for before it is done: by default a while, so that reads overlap as they can.</summary>
    public Func<long, Task> Before { get; init; } = _ => Task.Delay(5);

    public int MostUnderWay { get; private set; }

    public int UnderWay => _underWay;

    public int Reads { get; private set; }

    public int Ended => _ended;

    public long CapacityBytes => Bytes.Length;

    public string? Mark => "mark";

    public IAsyncEnumerable<DiskExtent> AllocatedAsync(CancellationToken cancellation = default) => OfAsync(_extents);

    public IAsyncEnumerable<DiskExtent> ChangedAsync(string mark, CancellationToken cancellation = default) =>
        OfAsync(Changed);

    public async Task ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default)
    {
        lock (_counting)
        {
            Reads++;
            MostUnderWay = Math.Max(MostUnderWay, Interlocked.Increment(ref _underWay));
        }
        try
        {
            await Before(offset);
            if (offset >= FailAt)
                throw new MigrateException("Disk.Unreadable", "Broken.", "Repair it.");
            Bytes.AsSpan((int)offset, buffer.Length).CopyTo(buffer.Span);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
            Interlocked.Increment(ref _ended);
        }
    }

    public void Dispose()
    {
    }

    /// <summary>Lets the first read wait until a second one is under way.</summary>
    public static Func<long, Task> UntilTwo(long second)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return offset =>
        {
            if (offset == second)
                begun.SetResult();
            return offset < second ? begun.Task.WaitAsync(TimeSpan.FromMinutes(1)) : Task.Delay(5);
        };
    }

    private static async IAsyncEnumerable<DiskExtent> OfAsync(DiskExtent[] extents)
    {
        foreach (var extent in extents)
        {
            await Task.Yield();
            yield return extent;
        }
    }
}

/// <summary>A target in memory.</summary>
internal sealed class FakeTarget(int capacityBytes) : IDiskTarget
{
    private int _underWay;

    public byte[] Bytes { get; } = new byte[capacityBytes];

    public List<byte[]> Writes { get; } = [];

    /// <summary>The CRC-64 that each of them came with.</summary>
    public List<ulong?> Sums { get; } = [];

    /// <summary>What was done, in the order in which it was done with.</summary>
    public List<string> Done { get; } = [];

    public int Flushes { get; private set; }

    public long FailAt { get; init; } = long.MaxValue;

    /// <summary>What a write waits for before it is done.</summary>
    public Func<long, CancellationToken, Task> Before { get; init; } = async (_, _) => await Task.Yield();

    public int MostUnderWay { get; private set; }

    public int UnderWay => _underWay;

    public long CapacityBytes => Bytes.Length;

    public bool IsBlank { get; init; }

    public int GapBytes => 4096;

    public bool TakesConcurrentWrites { get; init; }

    public async ValueTask WriteAsync(
        long offset, ReadOnlyMemory<byte> data, ulong? crc64 = null, CancellationToken cancellation = default)
    {
        lock (Writes)
            MostUnderWay = Math.Max(MostUnderWay, ++_underWay);
        try
        {
            await Before(offset, cancellation);
            if (offset >= FailAt)
                throw new MigrateException("Disk.Unwritable", "Full.", "Free space.");
            data.Span.CopyTo(Bytes.AsSpan((int)offset));
        }
        finally
        {
            lock (Writes)
                _underWay--;
        }
        lock (Writes)
        {
            Writes.Add(data.ToArray());
            Sums.Add(crc64);
            Done.Add($"write {offset >> 20}");
        }
    }

    public ValueTask ClearAsync(DiskExtent extent, CancellationToken cancellation = default)
    {
        Bytes.AsSpan((int)extent.Offset, (int)extent.Length).Clear();
        lock (Writes)
            Done.Add($"clear {extent.Offset >> 20}");
        return default;
    }

    public ValueTask FlushAsync(CancellationToken cancellation = default)
    {
        Flushes++;
        return default;
    }

    public ValueTask SealAsync(CancellationToken cancellation = default) => default;

    public void Dispose()
    {
    }
}

/// <summary>Time that goes on only when somebody waits, or is told to.</summary>
internal sealed class FakeClock : CopyClock
{
    private readonly DateTime _start = new(2026, 3, 2, 8, 0, 0, DateTimeKind.Local);
    private long _ticks;

    /// <summary>How much later than asked a wait ends, as timers do.</summary>
    public Func<TimeSpan> Overshoot { get; init; } = () => TimeSpan.Zero;

    public override DateTime LocalNow => _start + Elapsed;

    public override TimeSpan Elapsed => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);

    public override Task DelayAsync(TimeSpan time, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (time > TimeSpan.Zero)
            Advance(time + Overshoot());
        return Task.CompletedTask;
    }
}
