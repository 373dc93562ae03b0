using AzMigrate.Performance;
using CsCheck;

namespace AzMigrate.Tests.Performance;

public sealed class PeakRollUpTests
{
    private static readonly DateTimeOffset Start = new(2026, 2, 28, 23, 50, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(20)]
    [InlineData(30)]
    [InlineData(300)]
    public void Fine_samples_become_the_peak_of_their_ten_minutes(int seconds)
    {
        var perSlot = 600 / seconds;
        var samples = Enumerable.Range(0, 3 * perSlot)
            .Select(i => new RawSample(Start.AddSeconds(i * seconds), i % perSlot == 1 ? 50 + (i / perSlot) : 10));

        var blocks = PeakRollUp.RollUp(samples, TimeSpan.FromSeconds(seconds));

        Assert.Equal([Start, Start.AddMinutes(10)], blocks.Select(block => block.Start));
        Assert.All(blocks, block => Assert.Equal((PointKind.Peak, PeakRollUp.Interval), (block.Kind, block.Interval)));
        Assert.Equal([50], blocks[0].Values);
        Assert.Equal([51, 52], blocks[1].Values);
    }

    [Fact]
    public void A_gap_stays_a_gap_and_is_never_zero()
    {
        var blocks = PeakRollUp.RollUp(
            [new(Start.AddMinutes(10), 4), new(Start.AddMinutes(40), 5), new(Start.AddMinutes(20), double.NaN)],
            TimeSpan.FromSeconds(20));

        Assert.Equal([4, double.NaN, double.NaN, 5], Assert.Single(blocks).Values);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(30)]
    [InlineData(120)]
    public void U6_a_coarse_sample_stays_the_average_of_its_own_interval(int minutes)
    {
        var block = Assert.Single(PeakRollUp.RollUp(
            [new(Start.AddMinutes(10), 4), new(Start.AddMinutes(10 + minutes), 6)], TimeSpan.FromMinutes(minutes)));

        Assert.Equal((TimeSpan.FromMinutes(minutes), PointKind.Average), (block.Interval, block.Kind));
        Assert.Equal([4, 6], block.Values);
    }

    [Fact]
    public void Order_repetition_and_time_zone_of_the_samples_change_nothing() =>
        Gen.Select(Gen.Int[0, 20_000], Gen.Double[0, 100]).Array[1, 200].Sample(raw =>
        {
            var samples = raw.Select(sample => new RawSample(Start.AddSeconds(20 * sample.Item1), sample.Item2))
                .ToList();
            var elsewhere = samples.Concat(samples).Reverse()
                .Select(sample => sample with { Start = sample.Start.ToOffset(TimeSpan.FromHours(5.5)) });

            var blocks = PeakRollUp.RollUp(samples, TimeSpan.FromSeconds(20));
            var again = PeakRollUp.RollUp(elsewhere, TimeSpan.FromSeconds(20));

            Assert.Equal(Flat(blocks), Flat(again));
            Assert.Equal(samples.Max(sample => sample.Value), Flat(blocks).Max(point => point.Value));
        });

    [Theory]
    [InlineData(0)]
    [InlineData(-20)]
    [InlineData(1500)]
    public void An_interval_that_fits_no_day_is_refused(int seconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PeakRollUp.RollUp([], TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void A_cut_keeps_exactly_the_points_that_start_inside() =>
        Gen.Select(Gen.Int[1, 50], Gen.Int[-100, 700], Gen.Int[0, 700]).Sample((count, fromMinute, length) =>
        {
            var block = new MetricBlock
            {
                Start = Start, Interval = PeakRollUp.Interval, Kind = PointKind.Peak,
                Values = Enumerable.Range(0, count).Select(i => (double)i).ToArray(),
            };
            var window = new TimeWindow(Start.AddMinutes(fromMinute), Start.AddMinutes(fromMinute + length));
            var expected = Flat([block]).Where(point => point.Start >= window.Start && point.Start < window.End);

            var cut = WindowCut.Cut(block, window);

            Assert.Equal(expected, cut is null ? [] : Flat([cut]));
        });

    private static IEnumerable<(DateTimeOffset Start, double Value)> Flat(IEnumerable<MetricBlock> blocks) =>
        from block in blocks
        from i in Enumerable.Range(0, block.Values.Length)
        where !double.IsNaN(block.Values[i])
        select (block.Start.AddTicks(i * block.Interval.Ticks), block.Values[i]);
}
