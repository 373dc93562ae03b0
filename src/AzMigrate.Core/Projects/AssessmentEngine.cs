using AzMigrate.Assessment;
using AzMigrate.Catalog;
using AzMigrate.Inventory;
using AzMigrate.Performance;

namespace AzMigrate.Projects;

/// <summary>What assesses machines by one object of settings. <paramref name="Assess"/> is called from several threads,
/// the others from one.</summary>
/// <param name="Settings">The settings in force, in the form that is hashed and stored.</param>
/// <param name="Assess">Assesses one machine with its history, if there is any.</param>
/// <param name="Add">Takes an assessed machine into the totals.</param>
/// <param name="Summary">The totals.</param>
internal sealed record AssessmentEngine(
    AssessmentSettings Settings, Func<Machine, MachineHistory?, AssessedMachine> Assess, Action<AssessedMachine> Add,
    Func<AssessmentSummary> Summary)
{
    public static AssessmentEngine Of(AssessmentSettings settings, Catalogue catalogue)
    {
        var assessor = new Assessor(settings, catalogue);
        var totals = new AssessmentTotals(assessor);
        return new AssessmentEngine(assessor.Settings, assessor.Assess, totals.Add, totals.ToSummary);
    }
}
