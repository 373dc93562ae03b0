using AzMigrate.Inventory;
using AzMigrate.Performance;

namespace AzMigrate.Assessment;

/// <summary>
/// A machine with its collected history. What is read off the history is kept, so that several settings cost its
/// percentiles once. For one thread.
/// </summary>
internal sealed class MachineReading
{
    private readonly Dictionary<int, Observation> _observed = [];
    private readonly Lazy<Coverage?> _coverage;

    /// <summary>A reading of a machine.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="history">Its history, cut to the window; null when none was collected.</param>
    public MachineReading(Machine machine, MachineHistory? history)
    {
        Machine = machine;
        History = history;
        Disks = SourceDisks.Of(machine);
        _coverage = new Lazy<Coverage?>(() => AzMigrate.Assessment.Coverage.Of(machine, history), isThreadSafe: false);
    }

    /// <summary>The machine.</summary>
    public Machine Machine { get; }

    /// <summary>Its history; null when none was collected.</summary>
    public MachineHistory? History { get; }

    /// <summary>Its disks, as the rules take them.</summary>
    public SourceDisks Disks { get; }

    /// <summary>How much of the points needed is there; null when there is no history.</summary>
    public Coverage? Coverage => _coverage.Value;

    /// <summary>What was observed, by percentile.</summary>
    public Observation Observed(int percentile)
    {
        if (!_observed.TryGetValue(percentile, out var observed))
            _observed.Add(percentile, observed = Observation.Of(Machine, Disks, History, percentile));
        return observed;
    }
}
