using AzMigrate.Replication;
using AzMigrate.Tests.Replication.Images;

namespace AzMigrate.Tests.Replication;

/// <summary>The cap, in simulated time: no test waits, none depends on how busy the machine is.</summary>
public sealed class BandwidthTests
{
    private const long MiB = 1 << 20;

    [Theory]
    [InlineData(64 << 10, 4 << 20, 0, 0)]
    [InlineData(1 << 20, 4 << 20, 0, 16)]
    [InlineData(1 << 20, 4096, 0, 16)]
    [InlineData(60 << 20, 4 << 20, 30, 16)]
    [InlineData(500 << 20, 4 << 20, 5, 16)]
    [InlineData(2_000L << 20, 4 << 20, 1, 2)]
    public async Task Any_ten_seconds_have_the_rate_within_5_percent(
        long rate, int block, int sourceMilliseconds, int overshootMilliseconds)
    {
        var random = new Random(3);
        var clock = new FakeClock { Overshoot = () =>
            TimeSpan.FromMilliseconds(random.NextDouble() * overshootMilliseconds) };
        var cap = new BandwidthCap(new BandwidthSchedule(rate, []), clock);
        var sent = new List<(double At, int Bytes)>();
        while (clock.Elapsed < TimeSpan.FromSeconds(60))
        {
            for (var left = block; left > 0;)
            {
                var piece = await cap.TakeAsync(left, default);
                sent.Add((clock.Elapsed.TotalSeconds, piece));
                left -= piece;
            }
            clock.Advance(TimeSpan.FromMilliseconds(sourceMilliseconds));
        }

        // Windows that start with a piece have the most; those that start just behind one the least.
        for (int first = 0, end = 0,
            sum = 0; first < sent.Count && sent[first].At + 10 < 60; sum -= sent[first++].Bytes / 1024)
        {
            while (end < sent.Count && sent[end].At < sent[first].At + 10)
                sum += sent[end++].Bytes / 1024;
            Assert.InRange(sum / (rate / 1024.0 * 10), 0.95 - sent[first].Bytes / (rate * 10.0), 1.05);
        }
    }

    [Fact]
    public async Task An_idle_time_is_not_made_up_for()
    {
        var clock = new FakeClock();
        var cap = new BandwidthCap(new BandwidthSchedule(10 * MiB, []), clock);
        clock.Advance(TimeSpan.FromHours(1));
        var start = clock.Elapsed;
        for (var left = 100 * (int)MiB; left > 0;)
            left -= await cap.TakeAsync(left, default);

        Assert.InRange((clock.Elapsed - start).TotalSeconds, 9.7, 10);
    }

    [Fact]
    public async Task Copies_that_share_a_cap_share_its_rate()
    {
        var clock = new FakeClock();
        var cap = new BandwidthCap(new BandwidthSchedule(10 * MiB, []), clock);
        for (var i = 0; i < 50; i++)
        {
            for (var left = (int)MiB; left > 0;)
                left -= await cap.TakeAsync(left, default);
            for (var left = (int)MiB; left > 0;)
                left -= await cap.TakeAsync(left, default);
        }

        Assert.InRange(clock.Elapsed.TotalSeconds, 9.7, 10);
    }

    [Fact]
    public async Task Windows_have_their_own_rates_and_times_of_no_copying()
    {
        var clock = new FakeClock();
        var cap = new BandwidthCap(
            new BandwidthSchedule(
                null, [new BandwidthWindow([], TimeSpan.FromHours(8), TimeSpan.FromHours(9), 0)]), clock);

        Assert.Equal(4 * (int)MiB, await cap.TakeAsync(4 * (int)MiB, default));

        Assert.InRange(clock.Elapsed.TotalMinutes, 60, 60.2);
    }

    [Theory]
    [InlineData("2026-03-02T21:59", null)]
    [InlineData("2026-03-02T22:00", 5L)]
    [InlineData("2026-03-03T05:59", 5L)]
    [InlineData("2026-03-03T06:00", null)]
    [InlineData("2026-03-07T23:00", 0L)]
    [InlineData("2026-03-08T01:00", 0L)]
    [InlineData("2026-03-09T01:00", null)]
    public void A_window_over_midnight_belongs_to_the_day_it_starts_on(string time, long? rate)
    {
        var weekdays = new[] { DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday,
            DayOfWeek.Friday };
        var schedule = new BandwidthSchedule(null,
        [
            new BandwidthWindow(weekdays, TimeSpan.FromHours(22), TimeSpan.FromHours(6), 5),
            new BandwidthWindow([DayOfWeek.Saturday], TimeSpan.FromHours(20), TimeSpan.FromHours(4), 0),
        ]);

        Assert.Equal(rate, schedule.RateAt(DateTime.Parse(time, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.0)]
    [InlineData(0.0, "22:00-06:00=0")]
    public void A_rate_that_is_no_use_is_refused(double rate, params string[] windows) => Assert.Equal(
        "Disk.RateTooLow", Assert.Throws<MigrateException>(() => BandwidthSchedule.Parse(rate, windows)).Code);

    [Fact]
    public void Copying_in_a_window_alone_is_no_error() =>
        Assert.Equal(0, BandwidthSchedule.Parse(0, ["22:00-06:00=20"]).BytesPerSecond);
}
