using AzMigrate.Assessment;
using AzMigrate.Catalog;

namespace AzMigrate.Reporting.Tables;

/// <summary>
/// Sums of the rows as they are written, so that the summary adds up with what it stands before (rule C8).
/// </summary>
internal sealed class ReportTotals
{
    private readonly int[] _byReadiness = new int[4];

    public int Machines { get; private set; }

    public decimal Compute { get; private set; }

    public decimal Storage { get; private set; }

    /// <summary>Null when no machine has a figure.</summary>
    public decimal? Security { get; private set; }

    /// <summary>Machines that have a size but no price for security (rule C7).</summary>
    public int SecurityNotPriced { get; private set; }

    public decimal HybridBenefitSavings { get; private set; }

    public decimal Total => Compute + Storage + (Security ?? 0);

    public int EstimatedFigures { get; private set; }

    public decimal EstimatedCost { get; private set; }

    public int Disks { get; private set; }

    /// <summary>Disks and their cost by recommended type, in the order of the types.</summary>
    public SortedDictionary<ManagedDiskType, (int Disks, decimal Cost)> ByDiskType { get; } = [];

    /// <summary>Machines and their compute by recommended size.</summary>
    public SortedDictionary<string, (int Machines, decimal Cost)> BySize { get; } = new(StringComparer.Ordinal);

    public int this[Readiness readiness] => _byReadiness[(int)readiness];

    public void Add(AssessmentHeader header, AssessedMachine machine)
    {
        Machines++;
        _byReadiness[(int)machine.Readiness]++;
        var cost = machine.Cost;
        Compute += cost.Compute ?? 0;
        Storage += cost.Storage ?? 0;
        HybridBenefitSavings += cost.WindowsHybridBenefitSavings ?? 0;
        AddEstimate(cost.ComputeIsEstimated, cost.Compute);
        if (cost.Security is decimal security)
            Security = (Security ?? 0) + security;
        else if (machine.RecommendedSize is not null && header.Settings.SecurityOffering == SecurityOffering.Defender)
            SecurityNotPriced++;
        if (machine.RecommendedSize is string size)
        {
            BySize.TryGetValue(size, out var sum);
            BySize[size] = (sum.Machines + 1, sum.Cost + (cost.Compute ?? 0));
        }
        foreach (var disk in machine.Disks)
            Add(disk);
    }

    private void Add(AssessedDisk disk)
    {
        Disks++;
        AddEstimate(disk.CostIsEstimated, disk.MonthlyCost);
        if (disk.Type is not ManagedDiskType type)
            return;
        ByDiskType.TryGetValue(type, out var sum);
        ByDiskType[type] = (sum.Disks + 1, sum.Cost + (disk.MonthlyCost ?? 0));
    }

    private void AddEstimate(bool isEstimated, decimal? cost)
    {
        if (!isEstimated || cost is not decimal figure)
            return;
        EstimatedFigures++;
        EstimatedCost += figure;
    }
}
