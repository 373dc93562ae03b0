using System.Diagnostics;

namespace AzMigrate.Replication;

/// <summary>The time that pacing goes by; tests have one of their own.</summary>
internal class CopyClock
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();

    /// <summary>The time of day here, which windows are given in.</summary>
    public virtual DateTime LocalNow => DateTime.Now;

    /// <summary>Time that only goes forward.</summary>
    public virtual TimeSpan Elapsed => _watch.Elapsed;

    public virtual Task DelayAsync(TimeSpan time, CancellationToken cancellation) => Task.Delay(time, cancellation);
}
