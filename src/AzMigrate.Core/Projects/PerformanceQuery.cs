using AzMigrate.Assessment;
using AzMigrate.Performance;

namespace AzMigrate.Projects;

/// <summary>Which part of the collected history is wanted.</summary>
public sealed record PerformanceQuery
{
    /// <summary>The machines.</summary>
    public MachineQuery Machines { get; init; } = MachineQuery.All;

    /// <summary>The counters; none for all.</summary>
    public IReadOnlyList<PerformanceCounter> Counters { get; init; } = [];

    /// <summary>How far back the window reaches.</summary>
    public PerformanceHistory History { get; init; } = PerformanceHistory.Month;

    /// <summary>Start of the window when <see cref="History"/> is Custom.</summary>
    public DateTimeOffset? HistoryStart { get; init; }

    /// <summary>End of the window; null for the newest point in the project. Never the clock.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>True for rows that carry their points.</summary>
    public bool IncludePoints { get; init; }

    /// <summary>
    /// One row for each series that has a point in the window, in the order of the machines' ids, then counter, then
    /// instance. One machine's history is in memory at a time. A project without history has no rows.
    /// </summary>
    /// <param name="project">The project.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="MigrateException">
    /// <c>Assessment.HistoryInvalid</c>: the window has no start or starts at or after its end;
    /// <c>Group.NotFound</c>; <c>Project.Corrupt</c>.
    /// </exception>
    public IEnumerable<MachinePerformance> Find(MigrateProject project, CancellationToken cancellationToken = default)
    {
        if (project is null)
            throw new ArgumentNullException(nameof(project));
        return HistoryWindow.Of(History, HistoryStart, AsOf, project.Samples.NewestPoint) is { } window
            ? Rows(project, window, cancellationToken)
            : [];
    }

    private IEnumerable<MachinePerformance> Rows(
        MigrateProject project, TimeWindow window, CancellationToken cancellationToken)
    {
        foreach (var server in project.Machines.GetServers(Machines, cancellationToken))
        {
            var machine = server.ToProjectMachine(project);
            foreach (var (one, recordId) in SeriesOf(server, machine, project, window))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if ((Counters.Count == 0 || Counters.Contains(one.Counter))
                    && MachinePerformance.Of(machine, recordId, window, one, IncludePoints) is { } row)
                    yield return row;
            }
        }
    }

    private static IEnumerable<(MetricSeries Series, string RecordId)> SeriesOf(
        StoredServer server, ProjectMachine machine, MigrateProject project, TimeWindow window)
    {
        if (server.Records.Count == 1)
            return (project.Samples.ReadHistory(machine.Id, window)?.Series ?? [])
                .Select(series => (series, machine.Id));
        var linked = server.ReadHistory(project.Samples, window);
        return (linked.History?.Series ?? []).Select(series => (series, linked.RecordOf[series.Counter].Id));
    }
}
