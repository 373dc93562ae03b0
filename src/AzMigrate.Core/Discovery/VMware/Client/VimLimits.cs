using AzMigrate.Discovery.Http;

namespace AzMigrate.Discovery.VMware.Client;

/// <summary>What an answer may cost, and how patient the client is.</summary>
internal sealed record VimLimits : AnswerLimits
{
    /// <summary>How often a call is repeated that a broken connection or a busy server ended.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>Wait before the first repetition; doubled with each.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Wait before a repetition, counted from 0.</summary>
    public TimeSpan RetryDelayOf(int attempt) => TimeSpan.FromTicks(RetryDelay.Ticks << Math.Min(attempt, 6));

    /// <summary>Objects a page.</summary>
    public int PageObjects { get; init; } = 500;

    /// <summary>
    /// Pages that are asked for while one is read: what a server looks up for them goes on side by side.
    /// </summary>
    public int PagesAhead { get; init; } = 2;

    /// <summary>A session that was idle so long is used, so that the server keeps it.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a logout is waited for; one that takes longer goes on behind the caller.</summary>
    public TimeSpan Logout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a logout is waited for after the user cancelled.</summary>
    public TimeSpan LogoutAfterCancel { get; init; } = TimeSpan.FromMilliseconds(800);

    /// <summary>How long this caller waits for a logout.</summary>
    public TimeSpan LogoutOf(CancellationToken caller) => caller.IsCancellationRequested ? LogoutAfterCancel : Logout;
}
