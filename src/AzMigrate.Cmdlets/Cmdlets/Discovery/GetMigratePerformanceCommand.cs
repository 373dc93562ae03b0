using System.Management.Automation;
using AzMigrate.Assessment;
using AzMigrate.Performance;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>
/// Gets what the collected history says: points, coverage and percentiles, one row a machine and counter.
/// </summary>
/// <remarks>
/// Disk and network counters have a row for each disk and adapter. The window ends at the newest point in the project,
/// as an assessment's does, so that the figures are those that an assessment of the same window sizes by. Coverage
/// counts points of at most ten minutes; older history consists of averages over 30 minutes and 2 hours, which count as
/// points but not as covered: AveragedPercent is their share. Gap in the table is the longest time without any point,
/// from an hour on; LongestGap says from when to when. Machines without history have no row. Of a server that several
/// sources describe each group of counters comes from one of them, as in an assessment; RecordId says from which.
/// </remarks>
/// <example>
/// <code>Get-MigratePerformance web* -Counter CpuPercent, MemoryPercent -PerformanceHistory Week</code>
/// <para>A week of CPU and memory of the machines whose names begin with web.</para>
/// </example>
/// <example>
/// <code>
/// Get-MigrateVM -Group all |
///     Get-MigratePerformance -Counter CpuPercent -IncludePoints |
///     ForEach-Object Points
/// </code>
/// <para>The CPU of a group's machines, point by point.</para>
/// </example>
[Cmdlet(VerbsCommon.Get, "MigratePerformance")]
[OutputType(typeof(MachinePerformance))]
public sealed class GetMigratePerformanceCommand : ProjectReadCommand
{
    /// <summary>Names of machines; wildcards are allowed.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    public string[] Name { get; set; } = [];

    /// <summary>Identities of machines, as in the property Id; machines from Get-MigrateVM bring theirs.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[] Id { get; set; } = [];

    /// <summary>Groups; a machine in any of them is shown. Wildcards are allowed.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(GroupCompleter))]
    public string[] Group { get; set; } = [];

    /// <summary>Counters; all without it.</summary>
    [Parameter]
    public PerformanceCounter[] Counter { get; set; } = [];

    /// <summary>
    /// How far back the window reaches: Day, Week, Month (the default), or Custom with -HistoryStart.
    /// </summary>
    [Parameter]
    public PerformanceHistory PerformanceHistory { get; set; } = PerformanceHistory.Month;

    /// <summary>Start of the window; with it -PerformanceHistory is Custom.</summary>
    [Parameter]
    public DateTimeOffset? HistoryStart { get; set; }

    /// <summary>End of the window; the newest point in the project without it.</summary>
    [Parameter]
    public DateTimeOffset? AsOf { get; set; }

    /// <summary>Adds the points themselves to each row, as the property Points.</summary>
    [Parameter]
    public SwitchParameter IncludePoints { get; set; }

    /// <summary>Shows each source's figures on their own, also those of one server.</summary>
    [Parameter]
    public SwitchParameter AllRecords { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var query = new PerformanceQuery
        {
            Machines = new MachineQuery { Name = Name, Id = Id, Group = Group, AllRecords = AllRecords },
            Counters = Counter,
            History = HistoryStart is null ? PerformanceHistory : PerformanceHistory.Custom,
            HistoryStart = HistoryStart,
            AsOf = AsOf,
            IncludePoints = IncludePoints,
        };
        WriteAll(query.Find(RequireProject(), Cancellation));
    }
}
