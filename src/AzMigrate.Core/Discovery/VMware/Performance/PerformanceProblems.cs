using System.Globalization;
using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Discovery.VMware.Performance;

/// <summary>
/// What is missing of the performance, in words. What holds for a whole source is said once while it is open.
/// </summary>
internal sealed class PerformanceProblems
{
    private readonly HashSet<(string Code, string Name)> _said = [];
    private readonly List<MigrateProblem> _unsaid = [];

    public static MigrateProblem Refused(CollectionTarget target, VimFaultException fault) =>
        fault.FaultType == "ManagedObjectNotFound"
            ? Warning(
                "Performance.MachineGone",
                $"The server has {target.NativeId} no longer; nothing was collected of it.",
                "Run Start-MigrateDiscovery, which marks machines that are gone.", target.MachineId)
            : Warning(
                "Performance.QueryRefused",
                $"The server refused the performance of {target.NativeId}: {fault.Message}",
                fault.Remedy ?? "Try again; when it stays, the server's log tells more.", target.MachineId);

    public static MigrateProblem DevicesUnknown(CollectionTarget target) => Warning(
        "Performance.DevicesUnknown",
        $"The server does not tell the devices of {target.NativeId}; only CPU and memory were asked.",
        "Check that the machine is connected and that the user may read it.", target.MachineId);

    /// <summary>Which counters the server lacks, and what its history does not keep.</summary>
    /// <param name="statistics">The server.</param>
    /// <param name="historyWanted">False when only the last hour is asked.</param>
    public void Check(ServerStatistics statistics, bool historyWanted)
    {
        var measured = statistics.Counters.Select(counter => counter.Counter).ToList();
        foreach (var missing in CollectedCounter.All.Except(measured))
        {
            Say("Performance.CounterMissing", missing.Name, $"The server does not measure {missing.Name}.",
                "The assessment goes without it and notes what that means.");
        }

        if (!historyWanted)
            return;
        if (statistics.Intervals.Count == 0)
        {
            Say("Performance.NoHistory", "",
                "The server keeps no history, as an ESXi host does without vCenter; only the last hour can be read.",
                "Collect at least every 50 minutes from now on, or add the vCenter that manages the host.");
        }

        // What lacks at the same intervals and comes at the same level is one setting, and one sentence.
        var lacking = statistics.Counters.Select(counter => (Counter: counter, Intervals: Lacking(counter, statistics)))
            .Where(each => each.Intervals.Length > 0)
            .GroupBy(each => (each.Intervals, each.Counter.NeededLevel), each => each.Counter);
        foreach (var same in lacking)
            StatisticsLevel([.. same], same.Key.Intervals, same.Key.NeededLevel);
    }

    /// <summary>A series whose values cannot be told apart by time; said of the first machine that has it.</summary>
    public void Uneven(CollectionTarget target, CollectedCounter counter, int values, int samples) => Say(
        "Performance.SeriesUneven", counter.Name,
        FormattableString.Invariant($"The server gave {values} values for {samples} samples of {counter.Name} ")
            + $"({target.NativeId} and perhaps others); which belong together cannot be told, so such series are left out.",
        "The assessment goes without these points; update the server when it stays.");

    /// <summary>Points that are newer than the server's clock; said of the first machine that has them.</summary>
    public void PointsInFuture(CollectionTarget target, DateTimeOffset now) => Say(
        "Performance.PointsInFuture", "",
        FormattableString.Invariant($"The newest stored point of {target.MachineId} ends at {target.Newest:u}, ")
            + FormattableString.Invariant(
                $"later than the server's clock, which says {now:u}; the last hour was read again."),
        "Set the server's clock. Points that a wrong clock stamped stay in the project: give assessments -AsOf.");

    private static string Lacking(ServerCounter counter, ServerStatistics statistics) => string.Join(", ", statistics
        .Intervals.Where(interval => interval.Level < counter.NeededLevel).Select(interval =>
            $"{Words(interval.Seconds)} (level {interval.Level?.ToString(CultureInfo.InvariantCulture)})"));

    private void StatisticsLevel(IReadOnlyList<ServerCounter> counters, string intervals, int level)
    {
        var names = counters.Select(counter => counter.Counter.Name + counter.Counter.Scope switch
        {
            CounterScope.Disk => " of each disk",
            CounterScope.Adapter => " of each adapter",
            _ => "",
        });
        Say("Performance.StatisticsLevel", FormattableString.Invariant($"{intervals} {level}"),
            FormattableString.Invariant($"The server's history does not keep {string.Join(", ", names)} ")
                + FormattableString.Invariant(
                    $"at the intervals of {intervals}: it would be there at statistics level {level}."),
            "Collect regularly: the last hour is there at any level. Or raise the level of these intervals to "
                + FormattableString.Invariant($"{level} in vCenter's statistics settings, for the history from then on."));
    }

    /// <summary>What is to be said of the source since the last time.</summary>
    public List<MigrateProblem> TakeUnsaid()
    {
        lock (_said)
        {
            var unsaid = _unsaid.ToList();
            _unsaid.Clear();
            return unsaid;
        }
    }

    private void Say(string code, string name, string message, string remedy)
    {
        lock (_said)
        {
            if (_said.Add((code, name)))
                _unsaid.Add(Warning(code, message, remedy, null));
        }
    }

    private static string Words(int seconds) => seconds % 3600 == 0
        ? FormattableString.Invariant($"{seconds / 3600} h") : FormattableString.Invariant($"{seconds / 60d:0.#} min");

    private static MigrateProblem Warning(string code, string message, string remedy, string? target) => new()
    {
        Severity = ProblemSeverity.Warning, Code = code, Message = message, Remedy = remedy, Target = target,
    };
}
