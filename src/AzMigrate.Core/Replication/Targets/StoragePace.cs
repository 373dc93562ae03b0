using Azure;
using AzMigrate.Azure;

namespace AzMigrate.Replication.Targets;

/// <summary>What slows a copy down at its target.</summary>
/// <param name="Target">The copy's name.</param>
/// <param name="Reason">What the service said, such as <c>ServerBusy</c>.</param>
/// <param name="Pause">How long is waited now between two writes.</param>
internal sealed record StorageLimit(string Target, string Reason, TimeSpan Pause);

/// <summary>
/// Sends the requests of one page blob, again where that may help. A busy service makes all that follow slower: the
/// pause between two writes doubles each time, and shrinks with each write that goes through.
/// </summary>
internal sealed class StoragePace(
    string target, TimeSpan firstDelay, Action<StorageLimit>? onLimit = null, CopyClock? clock = null)
{
    /// <summary>
    /// With a first delay of a second: about seven minutes, longer than the service takes to move a partition.
    /// </summary>
    private const int MaxTries = 12;
    private const int MaxDelayFactor = 64;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private readonly TimeSpan _shortestPause = TimeSpan.FromTicks(firstDelay.Ticks / 20);
    private readonly CopyClock _clock = clock ?? new CopyClock();
    private readonly object _gate = new();
    private TimeSpan _pause;
    private TimeSpan _turn;

    /// <summary>Sends a write, after the pause that the service's state asks for. Several may be under way.</summary>
    public async Task<T> WriteAsync<T>(Func<CancellationToken, Task<T>> request, CancellationToken cancellation)
    {
        await _clock.DelayAsync(NextTurn(), cancellation).ConfigureAwait(false);
        var answer = await SendAsync(request, cancellation).ConfigureAwait(false);
        lock (_gate)
            _pause = _pause > _shortestPause ? TimeSpan.FromTicks(_pause.Ticks * 9 / 10) : TimeSpan.Zero;
        return answer;
    }

    /// <summary>Sends a request; one that fails in passing is sent again, later and later.</summary>
    /// <exception cref="RequestFailedException">The service refused it: what that means the caller knows.</exception>
    /// <exception cref="MigrateException"><c>Azure.Unavailable</c>: all tries failed in passing.</exception>
    public async Task<T> SendAsync<T>(Func<CancellationToken, Task<T>> request, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                return await request(cancellation).ConfigureAwait(false);
            }
            catch (Exception error) when (!cancellation.IsCancellationRequested && IsPassing(error))
            {
                if (tries == MaxTries)
                    throw AzureErrors.Of(error, target);
                SlowDown(error);
                var delay = TimeSpan.FromTicks(firstDelay.Ticks * Math.Min(MaxDelayFactor, 1L << (tries - 1)));
                var asked = RetryAfter(error);
                await _clock.DelayAsync(asked > delay ? asked : delay, cancellation).ConfigureAwait(false);
            }
        }
    }

    private static bool IsPassing(Exception error) => AzureErrors.IsOfAzure(error) && AzureErrors.IsPassing(error);

    // How long until the next write may begin: the pause is between any two, also of those under way at once.
    private TimeSpan NextTurn()
    {
        lock (_gate)
        {
            if (_pause == TimeSpan.Zero)
                return TimeSpan.Zero;
            var now = _clock.Elapsed;
            _turn = (_turn > now ? _turn : now) + _pause;
            return _turn - now;
        }
    }

    private void SlowDown(Exception error)
    {
        var busy = error as RequestFailedException;
        TimeSpan pause;
        lock (_gate)
        {
            if (busy is { Status: 429 or 500 or 503 })
            {
                var longer = TimeSpan.FromTicks(Math.Max(_shortestPause.Ticks, _pause.Ticks * 2));
                _pause = longer < LongestPause ? longer : LongestPause;
            }
            pause = _pause;
        }
        var reason = busy is { Status: > 0 } ? busy.ErrorCode ?? $"HTTP {busy.Status}" : "NoAnswer";
        onLimit?.Invoke(new StorageLimit(target, reason, pause));
    }

    private static TimeSpan RetryAfter(Exception error)
    {
        var header = (error as RequestFailedException)?.GetRawResponse() is { } answer
            && answer.Headers.TryGetValue("Retry-After", out var text) ? text : null;
        return int.TryParse(header, out var seconds) && seconds is > 0 and < 600 ? TimeSpan.FromSeconds(seconds)
            : TimeSpan.Zero;
    }
}
