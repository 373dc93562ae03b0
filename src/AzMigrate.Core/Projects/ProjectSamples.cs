using AzMigrate.Performance;
using AzMigrate.Projects.Storage.Sqlite;

namespace AzMigrate.Projects;

/// <summary>The collected history of a project's machines: one database file a month.</summary>
public sealed class ProjectSamples
{
    private const int SaveBatch = 50;

    private readonly SampleMonths _months;

    internal ProjectSamples(SampleMonths months) => _months = months;

    /// <summary>
    /// The instant at which the interval of the newest point ever stored ends, as far as its month is kept; null when
    /// there is none. Windows of assessments end there.
    /// </summary>
    public DateTimeOffset? NewestPoint => _months.NewestPoint();

    /// <summary>
    /// Adds points to what is stored. The same points again change nothing; of peaks of one interval the higher
    /// stands, of averages the later. Up to fifty machines are saved in one step for each month, whole or not at all.
    /// </summary>
    /// <param name="samples">Points by machine.</param>
    /// <param name="progress">Told after each step that is safely stored.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    /// <exception cref="ArgumentOutOfRangeException">A block's interval does not divide a day.</exception>
    /// <exception cref="MigrateException"><c>Project.Locked</c>, <c>Project.Corrupt</c> and other failures.</exception>
    public void Write(
        IEnumerable<MachineSamples> samples, IProgress<MigrateProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        long done = 0;
        foreach (var batch in Batching.Of(samples, SaveBatch))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var days = new SampleDays();
            foreach (var machine in batch)
                days.Add(machine);
            _months.Write(days);
            done += batch.Count;
            progress?.Report(new MigrateProgress("Saving samples", batch[batch.Count - 1].MachineId, done, null));
        }
    }

    /// <summary>A machine's points inside a window; null when it has none there.</summary>
    /// <exception cref="MigrateException"><c>Project.Corrupt</c>: a stored block is damaged.</exception>
    public MachineHistory? ReadHistory(string machineId, TimeWindow window)
    {
        var series = _months.Read(machineId, window);
        return series.Count == 0 ? null : new MachineHistory { Window = window, Series = series };
    }

    /// <summary>
    /// Drops the points of all days that end at or before an instant. Whole months are dropped as files.
    /// </summary>
    public void RemoveBefore(DateTimeOffset instant) => _months.RemoveBefore(instant);

    /// <summary>How far each machine's history is known; machines of which nothing is known are not in it.</summary>
    internal IReadOnlyDictionary<string, KnownUntil> Until() => _months.Until();

    internal void Remove(IReadOnlyList<string> machineIds) => _months.Remove(machineIds);
}
