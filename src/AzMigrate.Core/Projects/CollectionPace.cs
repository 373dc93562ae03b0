namespace AzMigrate.Projects;

/// <summary>
/// When a source is due again that is collected of without end: at a steady interval, and after a failure sooner, so
/// that a server which is back within the hour loses none of the samples that its hosts keep that long.
/// </summary>
public sealed class CollectionPace
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(30);

    private readonly TimeSpan _interval;
    private int _failures;

    /// <summary>A pace.</summary>
    /// <param name="interval">From the start of one round to the start of the next.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public CollectionPace(TimeSpan interval) => _interval = interval > TimeSpan.Zero
        ? interval : throw new ArgumentOutOfRangeException(nameof(interval), interval, "An interval is positive.");

    /// <summary>
    /// The wait after a round: the rest of the interval; after failures in a row 30 seconds, then twice as long with
    /// each, and never longer than the interval.
    /// </summary>
    /// <param name="took">How long the round took.</param>
    /// <param name="succeeded">False when it failed.</param>
    public TimeSpan WaitAfter(TimeSpan took, bool succeeded)
    {
        if (succeeded)
        {
            _failures = 0;
            return took < _interval ? _interval - took : TimeSpan.Zero;
        }

        var retry = TimeSpan.FromTicks(FirstRetry.Ticks << Math.Min(_failures++, 16));
        return retry < _interval ? retry : _interval;
    }
}
