using AzMigrate.Performance;

namespace AzMigrate.Discovery.VMware.Performance;

/// <summary>What has come of one machine.</summary>
internal sealed class MachinePoints(CollectionTarget target)
{
    private readonly Dictionary<(PerformanceCounter Counter, string Instance), List<MetricBlock>> _blocks = [];
    private readonly List<MigrateProblem> _problems = [];

    public CollectionTarget Target { get; } = target;

    /// <summary>The machine's disks and adapters; null where the server does not tell them.</summary>
    public MachineDevices? Devices { get; set; }

    /// <summary>What to ask, oldest first; no two cover the same time.</summary>
    public IReadOnlyList<CollectionSpan> Spans { get; set; } = [];

    /// <summary>From when on it has been asked once these spans are.</summary>
    public DateTimeOffset? AskedFrom { get; set; }

    /// <summary>True when the server refused the machine; it is asked no further.</summary>
    public bool IsRefused { get; private set; }

    public void Refuse(MigrateProblem problem)
    {
        if (!IsRefused)
            _problems.Add(problem);
        IsRefused = true;
    }

    public void Add(MigrateProblem problem) => _problems.Add(problem);

    /// <summary>
    /// Takes the samples of a series that start in the span. Samples of ten minutes make a peak; averages stay what
    /// they are (rule U6).
    /// </summary>
    public void Add(
        CollectedCounter counter, string name, CollectionSpan span, EntityAnswer answer, double[] values, double factor)
    {
        var samples = new List<RawSample>(values.Length);
        for (var i = 0; i < values.Length; i++)
        {
            var (end, seconds) = answer.Samples[i];
            if (seconds != span.Seconds || double.IsNaN(values[i]))
                continue;
            var start = end.AddSeconds(-seconds);
            if (start >= span.Start && start < span.End)
                samples.Add(new RawSample(start, values[i] * factor));
        }

        var length = TimeSpan.FromSeconds(span.Seconds);
        var blocks = span.Interval is null ? PeakRollUp.RollUp(samples, length) : PeakRollUp.Averages(samples, length);
        if (blocks.Count == 0)
            return;
        if (!_blocks.TryGetValue((counter.Counter, name), out var list))
            _blocks.Add((counter.Counter, name), list = []);
        list.AddRange(blocks);
    }

    public CollectedSamples ToSamples(IEnumerable<MigrateProblem> sourceProblems) => new()
    {
        MachineId = Target.MachineId,
        AskedUntil = IsRefused || Spans.Count == 0 ? null : Spans[Spans.Count - 1].End,
        AskedFrom = IsRefused || Spans.Count == 0 ? null : AskedFrom,
        Series = _blocks
            .OrderBy(series => series.Key.Counter).ThenBy(series => series.Key.Instance, StringComparer.Ordinal)
            .Select(series => new MetricSeries
            {
                Counter = series.Key.Counter,
                Instance = series.Key.Instance,
                Blocks = series.Value.OrderBy(block => block.Start).ToList(),
            })
            .ToList(),
        Problems = [.. sourceProblems, .. _problems],
    };
}
