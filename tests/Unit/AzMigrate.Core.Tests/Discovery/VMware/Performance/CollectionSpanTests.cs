using AzMigrate.Discovery.VMware.Performance;
using CsCheck;

namespace AzMigrate.Tests.Discovery.VMware;

public sealed class CollectionSpanTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 10, 7, 13, TimeSpan.Zero);

    private static readonly HistoricalInterval[] Usual =
    [
        new(300, TimeSpan.FromDays(1), 1), new(1800, TimeSpan.FromDays(7), 1),
        new(7200, TimeSpan.FromDays(30), 1), new(86_400, TimeSpan.FromDays(365), 1),
    ];

    [Fact]
    public void A_month_is_asked_at_the_finest_interval_that_still_keeps_each_part()
    {
        var spans = CollectionSpan.Plan(Now, Now.AddDays(-30), Usual);

        Assert.Equal(
            [
                (7200, new DateTime(2026, 1, 31, 12, 0, 0), new DateTime(2026, 2, 23, 12, 0, 0)),
                (1800, new DateTime(2026, 2, 23, 12, 0, 0), new DateTime(2026, 3, 1, 10, 30, 0)),
                (300, new DateTime(2026, 3, 1, 10, 30, 0), new DateTime(2026, 3, 2, 9, 10, 0)),
                (20, new DateTime(2026, 3, 2, 9, 10, 0), new DateTime(2026, 3, 2, 10, 0, 0)),
            ],
            spans.Select(span => (span.Seconds, span.Start.UtcDateTime, span.End.UtcDateTime)));
    }

    [Fact]
    public void What_is_stored_is_not_asked_again()
    {
        var stored = new DateTimeOffset(2026, 3, 2, 9, 50, 0, TimeSpan.Zero);

        var span = Assert.Single(CollectionSpan.Plan(Now, stored, Usual));

        Assert.Equal((20, stored, stored.AddMinutes(10)), (span.Seconds, span.Start, span.End));
        Assert.Empty(CollectionSpan.Plan(Now, stored.AddMinutes(10), Usual));
        Assert.Empty(CollectionSpan.Plan(Now, Now.AddDays(2), Usual));
    }

    [Fact]
    public void A_host_without_history_is_asked_for_its_last_hour() =>
        Assert.Equal([20], CollectionSpan.Plan(Now, Now.AddDays(-30), []).Select(span => span.Seconds));

    [Fact]
    public void Spans_ascend_without_overlap_or_gap_and_begin_no_earlier_than_asked() =>
        Gen.Select(Gen.Int[0, 40 * 86_400], Gen.Int[0, 86_400], Gen.Int[0, 4]).Sample((ago, after, count) =>
        {
            var now = Now.AddSeconds(after);
            var since = now.AddSeconds(-ago);
            var spans = CollectionSpan.Plan(now, since, Usual.Take(count).ToList());

            for (var i = 0; i < spans.Count; i++)
            {
                Assert.True(spans[i].Start >= since && spans[i].Start < spans[i].End
                    && spans[i].End <= now.AddMinutes(10));
                Assert.Equal(0, spans[i].Start.UtcTicks % TimeSpan.FromSeconds(spans[i].Seconds).Ticks);
                Assert.Equal(0, spans[i].End.UtcTicks % TimeSpan.FromSeconds(spans[i].Seconds).Ticks);
                if (i > 0)
                    Assert.Equal(spans[i - 1].End, spans[i].Start);
            }
        }, iter: 2000);
}
