using AzMigrate.Discovery.Http;
using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Discovery.VMware.Performance;

/// <summary>A counter as one server has it.</summary>
/// <param name="Counter">The counter.</param>
/// <param name="Key">The server's number of it.</param>
/// <param name="Factor">What the server's whole numbers are multiplied by.</param>
/// <param name="Level">Statistics level from which history keeps the sum over all instances.</param>
/// <param name="PerDeviceLevel">Statistics level from which history keeps each instance.</param>
internal sealed record ServerCounter(CollectedCounter Counter, int Key, double Factor, int Level, int PerDeviceLevel)
{
    /// <summary>Level from which history says what is wanted of it.</summary>
    public int NeededLevel => Counter.Scope == CounterScope.Machine ? Level : PerDeviceLevel;
}

/// <summary>An interval for which a server keeps averages.</summary>
/// <param name="Seconds">What one average covers.</param>
/// <param name="Length">For how long they are kept.</param>
/// <param name="Level">The statistics level; null where the server tells none.</param>
internal sealed record HistoricalInterval(int Seconds, TimeSpan Length, int? Level);

/// <summary>What a server measures, what it keeps, how much it may be asked at once, and its time.</summary>
internal sealed record ServerStatistics
{
    /// <summary>Metrics a query may ask of all its entities together, unless the server says otherwise.</summary>
    public const int DefaultQueryMetrics = 256;

    private const string QueryMetricsOption = "config.vpxd.stats.maxQueryMetrics";

    // No server's clock is before it; a month has to lie between it and the beginning of time.
    private const int FirstYear = 1970;
    private const long LongestKeptSeconds = 10L * 366 * 86_400;

    // An average of a whole day says nothing of the load in it.
    private const int LongestAverageSeconds = 7200;

    // 1 MB is 1,024 KB here as in rule D5; vSphere's KB is 1,024 bytes.
    private static readonly Dictionary<string, double> Factors = new(StringComparer.Ordinal)
    {
        ["percent"] = 1 / 100d,
        ["kiloBytesPerSecond"] = 1 / 1024d,
        ["megaBytesPerSecond"] = 1,
        ["number"] = 1,
    };

    /// <summary>The performance manager.</summary>
    public required MoRef Manager { get; init; }

    /// <summary>The counters that the server has.</summary>
    public required IReadOnlyList<ServerCounter> Counters { get; init; }

    /// <summary>
    /// The intervals of two hours at most that are switched on, finest first; a host without vCenter may have none.
    /// </summary>
    public required IReadOnlyList<HistoricalInterval> Intervals { get; init; }

    /// <summary>Metrics of all entities that one query may ask.</summary>
    public required int QueryMetrics { get; init; }

    /// <summary>The server's time, by which it stamps its samples.</summary>
    public required DateTimeOffset Now { get; init; }

    public static async Task<ServerStatistics> ReadAsync(IVimClient client, CancellationToken cancellationToken)
    {
        var content = await client.ServiceContentAsync(cancellationToken).ConfigureAwait(false);
        var manager = content["perfManager"];
        VimObject? answer = null;
        var wanted = new VimPropertySet("PerformanceManager", ["perfCounter", "historicalInterval"]);
        await foreach (var found in client.RetrieveObjectsAsync([manager], [wanted], cancellationToken)
            .ConfigureAwait(false))
            answer = found;
        DateTimeOffset? now = null;
        await foreach (var time in client.CallAsync(
            new MoRef("ServiceInstance", "ServiceInstance"), "CurrentTime", null, cancellationToken)
                .ConfigureAwait(false))
            now = time.Time;
        return new ServerStatistics
        {
            Manager = manager,
            Counters = ReadCounters(answer?["perfCounter"]),
            Intervals = ReadIntervals(answer?["historicalInterval"]),
            QueryMetrics = await ReadLimitAsync(client, content, cancellationToken).ConfigureAwait(false),
            Now = now is { Year: >= FirstYear } told ? told
                : throw ServerErrors.AnswerInvalid("CurrentTime", "it holds no time"),
        };
    }

    private static List<ServerCounter> ReadCounters(VimValue? table)
    {
        var byName = CollectedCounter.All.ToDictionary(counter => counter.Name, StringComparer.Ordinal);
        var counters = new List<ServerCounter>();
        foreach (var info in table?.Items ?? [])
        {
            var name = $"{info["groupInfo"]?.TextOf("key")}.{info["nameInfo"]?.TextOf("key")}.{info.TextOf("rollupType")}";
            if (byName.TryGetValue(name, out var counter) && info.LongOf("key") is { } key
                && Factors.TryGetValue(info["unitInfo"]?.TextOf("key") ?? "", out var factor))
            {
                counters.Add(new ServerCounter(
                    counter, (int)key, factor, (int)(info.LongOf("level") ?? 1),
                    (int)(info.LongOf("perDeviceLevel") ?? 1)));
            }
        }

        return counters;
    }

    private static List<HistoricalInterval> ReadIntervals(VimValue? table) => (table?.Items ?? [])
        .Where(interval => interval.BoolOf("enabled") != false)
        .Select(interval => new HistoricalInterval(
            (int)(interval.LongOf("samplingPeriod") ?? 0),
            TimeSpan.FromSeconds(Math.Min(interval.LongOf("length") ?? 0, LongestKeptSeconds)),
            (int?)interval.LongOf("level")))
        .Where(interval => interval.Length > TimeSpan.Zero && interval.Seconds is > 0 and <= LongestAverageSeconds
            && TimeSpan.TicksPerDay / TimeSpan.TicksPerSecond % interval.Seconds == 0)
        .OrderBy(interval => interval.Seconds)
        .ToList();

    private static async Task<int> ReadLimitAsync(
        IVimClient client, VimServiceContent content, CancellationToken cancellationToken)
    {
        if (content.Root.ReferenceOf("setting") is not { } options)
            return DefaultQueryMetrics;
        long? limit = null;
        try
        {
            await foreach (var option in client.CallAsync(
                options, "QueryOptions", call => call.Text("name", QueryMetricsOption), cancellationToken)
                    .ConfigureAwait(false))
                limit = option.LongOf("value");
        }
        catch (VimFaultException)
        {
            // The option is set on few servers, and a read-only user may not see it: the default holds then.
            return DefaultQueryMetrics;
        }

        return limit switch
        {
            null => DefaultQueryMetrics,
            <= 0 or > int.MaxValue => int.MaxValue,
            _ => (int)limit,
        };
    }
}
