namespace AzMigrate.Replication;

/// <summary>
/// A token bucket over all copies that share it. It holds a quarter of a second, and hands out pieces of no more than
/// that: whatever ten seconds one looks at, their bytes are within 5 % of the rate.
/// </summary>
internal sealed class BandwidthCap
{
    /// <summary>Slower than this the smallest piece would be more than the bucket.</summary>
    public const long MinBytesPerSecond = 64 << 10;
    private const int MinPieceBytes = 4096;
    private static readonly TimeSpan Bucket = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private readonly BandwidthSchedule _schedule;
    private readonly CopyClock _clock;
    private readonly object _bucket = new();
    private TimeSpan _paidUntil;

    public BandwidthCap(BandwidthSchedule schedule, CopyClock? clock = null)
    {
        Check(schedule);
        (_schedule, _clock) = (schedule, clock ?? new CopyClock());
        _paidUntil = _clock.Elapsed;
    }

    /// <exception cref="MigrateException"><c>Disk.RateTooLow</c>.</exception>
    public static void Check(BandwidthSchedule schedule)
    {
        var rates = schedule.Windows.Select(window => window.BytesPerSecond).Append(schedule.BytesPerSecond).ToList();
        if (rates.All(rate => rate == 0))
        {
            throw new MigrateException(
                "Disk.RateTooLow", "The bandwidth limit is 0 at all times: nothing would ever be copied.",
                "Give a rate, or a window in which something is copied, such as '22:00-06:00=20'.");
        }

        if (rates.Exists(rate => rate is not (null or 0 or >= MinBytesPerSecond)))
        {
            throw new MigrateException(
                "Disk.RateTooLow", "A bandwidth limit is less than 64 KiB a second.",
                "Give 65536 bytes (0.066 MB) a second or more, or 0 for times when nothing is copied.");
        }
    }

    /// <summary>Waits until some of the bytes may be sent, and gives how many: a multiple of 4 KiB, or all.</summary>
    public async ValueTask<int> TakeAsync(int wantedBytes, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_schedule.RateAt(_clock.LocalNow) is not long rate)
                return wantedBytes;
            if (rate == 0)
            {
                await _clock.DelayAsync(Pause, cancellation).ConfigureAwait(false);
                continue;
            }
            var most = (int)Math.Min(int.MaxValue / 2, rate * Bucket.Ticks / TimeSpan.TicksPerSecond);
            var piece = Math.Min(wantedBytes, Math.Max(MinPieceBytes, most / MinPieceBytes * MinPieceBytes));
            await _clock.DelayAsync(TurnOf(piece, rate), cancellation).ConfigureAwait(false);
            return piece;
        }
    }

    // What was not used longer ago than the bucket holds is lost.
    private TimeSpan TurnOf(int bytes, long rate)
    {
        lock (_bucket)
        {
            var now = _clock.Elapsed;
            if (_paidUntil < now - Bucket)
                _paidUntil = now - Bucket;
            _paidUntil += TimeSpan.FromTicks(bytes * TimeSpan.TicksPerSecond / rate);
            return _paidUntil > now ? _paidUntil - now : TimeSpan.Zero;
        }
    }
}
