namespace AzMigrate.Replication.Targets;

/// <summary>Remembers for a minute that a service asked for fewer requests.</summary>
internal sealed class StorageThrottle(CopyClock clock, Action<StorageLimit>? next)
{
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(1);
    private long _limitedAtTicks = -Memory.Ticks;

    public bool IsOn => clock.Elapsed.Ticks - Interlocked.Read(ref _limitedAtTicks) < Memory.Ticks;

    public void Note(StorageLimit limit)
    {
        if (limit.Pause > TimeSpan.Zero)
            Interlocked.Exchange(ref _limitedAtTicks, clock.Elapsed.Ticks);
        next?.Invoke(limit);
    }
}
