using AzMigrate.Projects;

namespace AzMigrate.Tests.Projects;

public sealed class CollectionPaceTests
{
    [Fact]
    public void Rounds_start_at_the_interval_and_after_failures_sooner()
    {
        var pace = new CollectionPace(TimeSpan.FromMinutes(10));

        double Wait(double tookSeconds, bool succeeded) =>
            pace.WaitAfter(TimeSpan.FromSeconds(tookSeconds), succeeded).TotalSeconds;

        Assert.Equal(599, Wait(1, true));
        Assert.Equal(0, Wait(700, true));
        Assert.Equal([30, 60, 120, 240, 480, 600, 600], Enumerable.Range(0, 7).Select(_ => Wait(100, false)));
        Assert.Equal(590, Wait(10, true));
        Assert.Equal(30, Wait(1, false));
        for (var i = 0; i < 1000; i++)
            Assert.InRange(Wait(1, false), 30, 600);
    }

    [Fact]
    public void A_retry_is_never_later_than_the_interval()
    {
        var pace = new CollectionPace(TimeSpan.FromSeconds(20));
        Assert.Equal(TimeSpan.FromSeconds(20), pace.WaitAfter(TimeSpan.FromSeconds(1), succeeded: false));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CollectionPace(TimeSpan.Zero));
    }
}
