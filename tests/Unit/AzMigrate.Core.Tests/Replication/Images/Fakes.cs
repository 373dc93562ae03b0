using AzMigrate.Replication;

namespace AzMigrate.Tests.Replication.Images;

/// <summary>A disk in memory: noise in its extents.</summary>
internal sealed class FakeSource : IDiskSource
{
    private readonly DiskExtent[] _extents;
    private int _underWay;

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

    public int MostUnderWay { get; private set; }

    public int UnderWay => _underWay;

    public int Reads { get; private set; }

    public long CapacityBytes => Bytes.Length;

    public string? Mark => "mark";

    public IAsyncEnumerable<DiskExtent> AllocatedAsync(CancellationToken cancellation = default) => OfAsync(_extents);

    public IAsyncEnumerable<DiskExtent> ChangedAsync(string mark, CancellationToken cancellation = default) => OfAsync(Changed);

    public async Task ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default)
    {
        Reads++;
        MostUnderWay = Math.Max(MostUnderWay, Interlocked.Increment(ref _underWay));
        try
        {
            // Slow, so that reads overlap as they can.
            await Task.Delay(5, CancellationToken.None);
            if (offset >= FailAt)
                throw new MigrateException("Disk.Unreadable", "Broken.", "Repair it.");
            Bytes.AsSpan((int)offset, buffer.Length).CopyTo(buffer.Span);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    public void Dispose()
    {
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
    public byte[] Bytes { get; } = new byte[capacityBytes];

    public List<byte[]> Writes { get; } = [];

    public int Flushes { get; private set; }

    public long FailAt { get; init; } = long.MaxValue;

    public long CapacityBytes => Bytes.Length;

    public bool IsBlank { get; init; }

    public int GapBytes => 4096;

    public async ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken cancellation = default)
    {
        await Task.Yield();
        if (offset >= FailAt)
            throw new MigrateException("Disk.Unwritable", "Full.", "Free space.");
        Writes.Add(data.ToArray());
        data.Span.CopyTo(Bytes.AsSpan((int)offset));
    }

    public ValueTask ClearAsync(DiskExtent extent, CancellationToken cancellation = default)
    {
        Bytes.AsSpan((int)extent.Offset, (int)extent.Length).Clear();
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
    private TimeSpan _elapsed;

    /// <summary>How much later than asked a wait ends, as timers do.</summary>
    public Func<TimeSpan> Overshoot { get; init; } = () => TimeSpan.Zero;

    public override DateTime LocalNow => _start + _elapsed;

    public override TimeSpan Elapsed => _elapsed;

    public void Advance(TimeSpan time) => _elapsed += time;

    public override Task DelayAsync(TimeSpan time, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (time > TimeSpan.Zero)
            _elapsed += time + Overshoot();
        return Task.CompletedTask;
    }
}
