using Azure;
using AzMigrate.Replication;
using AzMigrate.Replication.Targets;

namespace AzMigrate.Tests.Azure;

public sealed class StoragePaceTests
{
    [Fact]
    public async Task A_busy_services_pause_is_between_any_two_writes_also_of_those_under_way_at_once()
    {
        var clock = new StoppedClock();
        StorageLimit? limit = null;
        var pace = new StoragePace("a.vhd", TimeSpan.FromSeconds(1), its => limit = its, clock);
        var tries = 0;
        await pace.SendAsync(
            _ => tries++ == 0 ? throw new RequestFailedException(503, "Busy.", "ServerBusy", null) : Task.FromResult(0),
            default);
        clock.Waits.Clear();
        var go = new TaskCompletionSource<int>();

        var writes = new[] { pace.WriteAsync(_ => go.Task, default), pace.WriteAsync(_ => go.Task, default) };
        go.SetResult(0);
        await Task.WhenAll(writes);

        Assert.Equal("ServerBusy", limit!.Reason);
        Assert.InRange(limit.Pause, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(1));
        Assert.Equal([limit.Pause, limit.Pause + limit.Pause], clock.Waits);
    }

    /// <summary>Waits take no time, so that all are asked for at the same one.</summary>
    private sealed class StoppedClock : CopyClock
    {
        public List<TimeSpan> Waits { get; } = [];

        public override TimeSpan Elapsed => TimeSpan.FromMinutes(1);

        public override Task DelayAsync(TimeSpan time, CancellationToken cancellation)
        {
            Waits.Add(time);
            return Task.CompletedTask;
        }
    }
}
