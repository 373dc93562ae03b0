using AzMigrate.Bench.Estates;
using AzMigrate.Bench.Measuring;
using AzMigrate.Performance;

namespace AzMigrate.Bench.Benches;

/// <summary>The day block's codec, beside copying the same points.</summary>
internal static class CodecBench
{
    private const int Days = 4_000;
    private const int Rounds = 25;
    private const double Points = (double)Days * Rounds * HistoryShape.PointsPerDay;

    public static void Run()
    {
        Subject[] subjects =
        [
            Subject.Of("decode, CRC checked", nameof(Decode)), Subject.Of("encode", nameof(Encode)),
            Subject.Of("floor: the points copied", nameof(Copy)),
        ];
        var rows = Comparison.Print("10. Sample codec, one core; count: bytes", 3, subjects[0], subjects[1], subjects[2]);
        Comparison.Write(FormattableString.Invariant(
            $"Million points a second of CPU: decode {Points / rows[0].CpuSeconds / 1e6:0}, encode {Points / rows[1].CpuSeconds / 1e6:0}, copy {Points / rows[2].CpuSeconds / 1e6:0}. {rows[0].Count / Points:0.00} bytes a point.\n"));
    }

    public static void Decode()
    {
        var blocks = Series().Select(series => DaySeriesCodec.Encode(series.Points, series.Units)).ToList();
        Work.Measure(() => Round(blocks, block => DaySeriesCodec.Decode(block).Grids.Count > 0 ? block.Length : 0));
    }

    public static void Encode()
    {
        var days = Series();
        Work.Measure(() => Round(days, day => DaySeriesCodec.Encode(day.Points, day.Units).Length));
    }

    public static void Copy()
    {
        var days = Series();
        Work.Measure(() => Round(days, day => day.Points.Grids[0].Values.AsSpan().ToArray().Length * sizeof(double)));
    }

    private static List<(DaySeries Points, int Units)> Series()
    {
        var counters = Enum.GetValues<PerformanceCounter>();
        return [.. Enumerable.Range(1, Days).Select(day =>
        {
            var counter = counters[day % counters.Length];
            return (HistoryShape.Points(day, counter), DaySeriesCodec.UnitsPerOne(counter));
        })];
    }

    private static long Round<T>(List<T> items, Func<T, int> work)
    {
        long bytes = 0;
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var item in items)
                bytes += work(item);
        }

        return bytes;
    }
}
