using AzMigrate.Assessment;
using AzMigrate.Inventory;
using AzMigrate.Performance;
using AzMigrate.Projects.Storage.Sqlite;

namespace AzMigrate.Projects;

/// <summary>A server with all records of it.</summary>
internal sealed class StoredServer
{
    private readonly Lazy<LinkedMachine> _linked;
    private readonly Lazy<Machine> _machine;

    /// <param name="records">At least one; the first stands for the server.</param>
    public StoredServer(IReadOnlyList<StoredMachine> records)
    {
        Records = records;
        _linked = new Lazy<LinkedMachine>(() => LinkedMachine.Of([.. records.Select(AsRecord)]));
        _machine = new Lazy<Machine>(() => records.Count == 1 ? records[0].Machine
            : MachineAnnotations.Joined(records.Select(record => record.Annotations)).ApplyTo(_linked.Value.Machine));
    }

    /// <summary>The records, the one that stands for the server first.</summary>
    public IReadOnlyList<StoredMachine> Records { get; }

    /// <summary>The one machine that the records describe, with what the project's user said of any of them.</summary>
    public Machine Machine => _machine.Value;

    /// <summary>True when no source has it.</summary>
    public bool IsGone => Records.All(record => record.GoneSince is not null);

    /// <summary>The machine with what was chosen of its records' histories (rule U7).</summary>
    /// <param name="samples">Where the histories are.</param>
    /// <param name="window">The window; null for no history.</param>
    public MachineReading Read(ProjectSamples samples, TimeWindow? window)
    {
        if (Records.Count > 1)
            return new MachineReading(Machine, ReadHistory(samples, window));
        return new MachineReading(Machine, window is { } cut ? samples.ReadHistory(Machine.Id, cut) : null);
    }

    /// <summary>What is chosen of the records' histories (rule U7).</summary>
    /// <param name="samples">Where they are.</param>
    /// <param name="window">The window; null for no history.</param>
    public LinkedHistory ReadHistory(ProjectSamples samples, TimeWindow? window) => LinkedHistory.Of(
        Machine,
        [.. Records.Select(record => new RecordHistory(
            record.Facts, record.GoneSince is not null,
            window is { } cut ? samples.ReadHistory(record.Facts.Id, cut) : null))]);

    /// <summary>The machine as the project shows it.</summary>
    public ProjectMachine ToProjectMachine(MigrateProject project) => new(
        Machine, project,
        Records.SelectMany(record => record.Groups).Distinct(StringComparer.Ordinal)
            .OrderBy(GroupTable.NameKey, StringComparer.Ordinal).ToList(),
        new Lazy<IReadOnlyList<FactSource>>(() => _linked.Value.Facts))
    {
        RecordIds = Records.Select(record => record.Facts.Id).ToList(),
        Sources = Records.Select(record => record.Facts.Source).Distinct(StringComparer.Ordinal).ToList(),
        FirstSeen = Records.Min(record => record.FirstSeen),
        LastSeen = Records.Max(record => record.LastSeen),
        GoneSince = IsGone ? Records.Max(record => record.GoneSince) : null,
    };

    private static MachineRecord AsRecord(StoredMachine record) =>
        new(record.Facts, record.LastSeen, record.GoneSince is not null);
}
