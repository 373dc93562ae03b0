using AzMigrate.Assessment;
using AzMigrate.Inventory;
using AzMigrate.Performance;
using AzMigrate.Projects;

namespace AzMigrate.Tests.Projects;

/// <summary>
/// An engine whose answers are easy to check: what it observes is the highest CPU, what it costs the cores.
/// </summary>
internal static class TestEngine
{
    public static AssessmentEngine Of(AssessmentSettings settings)
    {
        var summary = new AssessmentSummary();
        return new AssessmentEngine(
            settings,
            reading => Assess(settings, reading.Machine, reading.History),
            machine => summary = summary with
            {
                Machines = summary.Machines + 1,
                MonthlyComputeCost = summary.MonthlyComputeCost + machine.Cost.Compute!.Value,
            },
            () => summary);
    }

    public static AssessedMachine Assess(AssessmentSettings settings, Machine machine, MachineHistory? history) => new()
    {
        Machine = machine,
        Readiness = Readiness.Ready,
        Environment = settings.Environment,
        Observed = new ObservedUse { CpuPercent = history?.Series[0].Blocks.Max(block => block.Values.Max()) },
        Cost = new MachineCost { Compute = machine.Cores },
        RecommendedSize = settings.Location[0] + settings.SavingsOption[0],
    };
}
