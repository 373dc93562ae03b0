using AzMigrate.Assessment;
using AzMigrate.Inventory;
using AzMigrate.Performance;

namespace AzMigrate.Projects;

/// <summary>What assesses machines by one object of settings. <paramref name="Assess"/> is called from several threads,
/// the others from one.</summary>
/// <param name="Assess">Assesses one machine with its history, if there is any.</param>
/// <param name="Add">Takes an assessed machine into the totals.</param>
/// <param name="Summary">The totals.</param>
internal sealed record AssessmentEngine(
    Func<Machine, MachineHistory?, AssessedMachine> Assess, Action<AssessedMachine> Add, Func<AssessmentSummary> Summary);
