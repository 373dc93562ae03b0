using AzMigrate.Performance;
using CsCheck;

namespace AzMigrate.Tests.Performance;

public sealed class DaySeriesCodecTests
{
    private static readonly DateTimeOffset Day = new(2026, 3, 29, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<double> Value = Gen.Frequency(
        (6, Gen.Int[0, 10_000].Select(hundredths => hundredths / 100.0)),
        (2, Gen.Const(double.NaN)),
        (1, Gen.Double[-1e6, 1e6].Select(value => Math.Round(value, 2))));

    private static readonly Gen<MetricBlock> Block =
        from minutes in Gen.Int[0, 3].Select(i => new[] { 5, 10, 30, 120 }[i])
        from kind in Gen.Bool.Select(peak => peak ? PointKind.Peak : PointKind.Average)
        from slots in Gen.Int[1, 1440 / minutes]
        from first in Gen.Int[0, (1440 / minutes) - slots]
        from values in Value.Array[slots]
        select new MetricBlock
        {
            Start = Day.AddMinutes(first * minutes), Interval = TimeSpan.FromMinutes(minutes), Kind = kind,
            Values = values,
        };

    [Fact]
    public void What_is_encoded_decodes_to_the_same_points_and_the_same_bytes() =>
        Block.Array[1, 4].Sample(blocks =>
        {
            var series = Series(blocks);
            var bytes = DaySeriesCodec.Encode(series, 100);
            var back = DaySeriesCodec.Decode(bytes);
            Assert.Equal(Points(series), Points(back));
            Assert.Equal(bytes, DaySeriesCodec.Encode(back, 100));
        });

    [Fact]
    public void The_same_points_again_change_nothing() =>
        Block.Array[1, 4].Sample(blocks =>
        {
            var once = DaySeriesCodec.Encode(Series(blocks), 100);
            var series = DaySeriesCodec.Decode(once);
            foreach (var block in blocks)
                DaySeries.Spread(block, _ => series);
            Assert.Equal(once, DaySeriesCodec.Encode(series, 100));
        });

    [Fact]
    public void Points_come_out_the_same_however_they_were_cut_into_deliveries() =>
        Gen.Select(Value.Array[144], Gen.Int[1, 143]).Sample((values, cut) =>
        {
            var whole = Series([Peaks(0, values)]);
            var parts = Series([Peaks(cut, values[cut..]), Peaks(0, values[..cut]), Peaks(0, values[..cut])]);
            Assert.Equal(DaySeriesCodec.Encode(whole, 100), DaySeriesCodec.Encode(parts, 100));
        });

    [Fact]
    public void Any_changed_byte_is_found() =>
        Gen.Select(Block, Gen.Int[0, int.MaxValue], Gen.Int[1, 255]).Sample((block, place, change) =>
        {
            var bytes = DaySeriesCodec.Encode(Series([block]), 100);
            bytes[place % bytes.Length] ^= (byte)change;
            Assert.Throws<InvalidDataException>(() => DaySeriesCodec.Decode(bytes));
        });

    [Fact]
    public void Any_bytes_at_all_are_refused_with_a_clear_error() =>
        Gen.Byte.Array[0, 300].Sample(bytes =>
            Assert.Throws<InvalidDataException>(() => DaySeriesCodec.Decode(bytes)));

    [Fact]
    public void Bytes_with_a_right_CRC_never_do_worse_than_be_refused() =>
        Gen.Byte.Array[0, 60].Sample(bytes =>
        {
            var writer = new BlockWriter();
            writer.Byte(1);
            writer.Unsigned(100);
            foreach (var value in bytes)
                writer.Byte(value);
            try
            {
                DaySeriesCodec.Decode(writer.Seal());
            }
            catch (InvalidDataException refused)
            {
                Assert.NotEmpty(refused.Message);
            }
        });

    [Fact]
    public void A_block_of_a_newer_version_says_so()
    {
        var writer = new BlockWriter();
        writer.Byte(2);
        var error = Assert.Throws<InvalidDataException>(() => DaySeriesCodec.Decode(writer.Seal()));
        Assert.Contains("version 2", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.MaxValue)]
    [InlineData(9.3e18)]
    [InlineData(-9.3e18)]
    [InlineData(90_071_992_547_409.92)]
    public void Values_beyond_64_bit_units_stay_exact(double value)
    {
        var series = DaySeriesCodec.Decode(DaySeriesCodec.Encode(
            Series([Peaks(0, [1.25, value, double.NaN, -value])]), 100));
        Assert.Equal([1.25, value, double.NaN, -value], series.ToBlocks(Day)[0].Values);
    }

    [Fact]
    public void Infinity_is_no_point()
    {
        var series = Series([Peaks(0, [1, double.PositiveInfinity, 3])]);
        Assert.Equal([1, double.NaN, 3], series.ToBlocks(Day)[0].Values);
    }

    [Fact]
    public void A_day_of_a_usual_series_takes_less_than_two_bytes_a_point()
    {
        var random = new Random(7);
        double level = 20;
        var values = new double[144];
        for (var i = 0; i < values.Length; i++)
        {
            level = Math.Clamp(level + random.NextDouble() - 0.5, 0, 100);
            values[i] = Math.Round(level, 2);
        }

        Assert.InRange(DaySeriesCodec.Encode(Series([Peaks(0, values)]), 100).Length, 144, 2 * 144);
    }

    [Fact]
    public void U6_a_fine_point_stands_before_a_coarse_one_and_blocks_do_not_overlap() =>
        Block.Array[2, 5].Sample(blocks =>
        {
            var shown = Series(blocks).ToBlocks(Day);
            for (var i = 1; i < shown.Count; i++)
            {
                var before = shown[i - 1];
                Assert.True(before.Start + TimeSpan.FromTicks(before.Interval.Ticks * before.Values.Length)
                    <= shown[i].Start);
            }
        });

    [Fact]
    public void U6_an_average_keeps_its_interval_and_kind_beside_peaks()
    {
        var averages = new MetricBlock
        {
            Start = Day, Interval = TimeSpan.FromHours(2), Kind = PointKind.Average, Values = [1, 2, 3, 4],
        };
        var shown = Series([averages, Peaks(18, [7, 8])]).ToBlocks(Day);

        Assert.Equal(3, shown.Count);
        Assert.Equal((Day, TimeSpan.FromHours(2), PointKind.Average),
            (shown[0].Start, shown[0].Interval, shown[0].Kind));
        Assert.Equal([1], shown[0].Values);
        Assert.Equal((Day.AddHours(3), TimeSpan.FromMinutes(10), PointKind.Peak),
            (shown[1].Start, shown[1].Interval, shown[1].Kind));
        Assert.Equal([7, 8], shown[1].Values);
        Assert.Equal(Day.AddHours(4), shown[2].Start);
        Assert.Equal([3, 4], shown[2].Values);
    }

    private static MetricBlock Peaks(int firstSlot, double[] values) => new()
    {
        Start = Day.AddMinutes(10 * firstSlot), Interval = TimeSpan.FromMinutes(10), Kind = PointKind.Peak,
        Values = values,
    };

    private static DaySeries Series(IEnumerable<MetricBlock> blocks)
    {
        var series = new DaySeries();
        foreach (var block in blocks)
            DaySeries.Spread(block, _ => series);
        return series;
    }

    private static IEnumerable<(int, PointKind, double[])> Points(DaySeries series) =>
        series.Grids.Select(grid => (grid.IntervalSeconds, grid.Kind, grid.Values));
}
