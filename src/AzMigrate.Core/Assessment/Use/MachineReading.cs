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

    /// <summary>A reading of a server that several records describe.</summary>
    /// <param name="machine">The one machine that they describe.</param>
    /// <param name="linked">The history that was chosen of theirs.</param>
    public MachineReading(Machine machine, LinkedHistory linked)
        : this(machine, linked.History)
    {
        LinkedRecords = linked.Records;
        PerformanceOfRecords = linked.Performance;
        MemorySource = linked.RecordOf.TryGetValue(PerformanceCounter.MemoryPercent, out var record)
            ? record.SourceKind : machine.SourceKind;
    }

    /// <summary>A reading of a machine.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="history">Its history, cut to the window; null when none was collected.</param>
    public MachineReading(Machine machine, MachineHistory? history)
    {
        MemorySource = machine.SourceKind;
        Machine = machine;
        History = history;
        Disks = SourceDisks.Of(machine);
        _coverage = new Lazy<Coverage?>(() => AzMigrate.Assessment.Coverage.Of(machine, history), isThreadSafe: false);
    }

    /// <summary>The machine.</summary>
    public Machine Machine { get; }

    /// <summary>Its history; null when none was collected.</summary>
    public MachineHistory? History { get; }

    /// <summary>What kind of source its memory figures are of (rule U6).</summary>
    public SourceKind MemorySource { get; }

    /// <summary>Says which records describe it; null where one does (rule U7).</summary>
    public AssessmentNote? LinkedRecords { get; }

    /// <summary>
    /// Says which of them its history is of; null where one describes it, or none has points (rule U7).
    /// </summary>
    public AssessmentNote? PerformanceOfRecords { get; }

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
