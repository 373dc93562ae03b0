using AzMigrate.Catalog;

namespace AzMigrate.Assessment;

/// <summary>
/// Adds up an assessment: every total is the sum of the figures shown, and does not depend on the machines' order
/// (rules C8, Q2). For one thread.
/// </summary>
internal sealed class AssessmentTotals
{
    private readonly Assessor _assessor;
    private readonly int[] _byReadiness = new int[4];
    private readonly SortedDictionary<string, int> _disksByType = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, decimal> _costByType = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _machinesBySize = new(StringComparer.Ordinal);
    private decimal _compute;
    private decimal _storage;
    private decimal _security;
    private decimal _savings;
    private decimal _estimatedCost;
    private int _estimated;
    private decimal _coverage;
    private int _covered;
    private int _subscriptions;
    private int _withoutSavings;
    private bool _transactions;

    /// <summary>Totals of what an assessor assesses.</summary>
    public AssessmentTotals(Assessor assessor) =>
        _assessor = assessor ?? throw new ArgumentNullException(nameof(assessor));

    /// <summary>Adds a machine.</summary>
    public void Add(AssessedMachine machine)
    {
        if (machine is null)
            throw new ArgumentNullException(nameof(machine));
        _byReadiness[(int)machine.Readiness]++;
        if (machine.CoveragePercent is double percent)
        {
            _coverage += (decimal)percent;
            _covered++;
        }

        if (machine.RecommendedSize is not string size)
            return;
        Count(_machinesBySize, size);
        _compute += machine.Cost.Compute ?? 0;
        _storage += machine.Cost.Storage ?? 0;
        _security += machine.Cost.Security ?? 0;
        if (machine.Cost.WindowsHybridBenefitSavings is decimal saved)
            _savings += saved;
        else
            _withoutSavings++;
        AddEstimate(machine.Cost.ComputeIsEstimated, machine.Cost.Compute);
        foreach (var disk in machine.Disks)
            Add(disk);
        if (machine.Notes.Any(note => note.Code == Billing.LinuxSubscriptionNotPriced))
            _subscriptions++;
    }

    /// <summary>The totals of the machines added so far.</summary>
    public AssessmentSummary ToSummary()
    {
        decimal? coverage = _covered == 0 ? null : Math.Round(_coverage / _covered, 4, MidpointRounding.AwayFromZero);
        return new AssessmentSummary
        {
            Machines = _byReadiness.Sum(),
            Ready = _byReadiness[(int)Readiness.Ready],
            ReadyWithConditions = _byReadiness[(int)Readiness.ReadyWithConditions],
            ReadinessUnknown = _byReadiness[(int)Readiness.ReadinessUnknown],
            NotReady = _byReadiness[(int)Readiness.NotReady],
            MonthlyComputeCost = _compute,
            MonthlyStorageCost = _storage,
            MonthlySecurityCost = _assessor.SecurityIsPriced ? _security : null,
            MonthlyHybridBenefitSavings = _savings,
            EstimatedFigures = _estimated,
            EstimatedMonthlyCost = _estimatedCost,
            SizesWithoutCommittedPrice = _assessor.SizesWithoutCommittedPrice,
            DisksByType = new SortedDictionary<string, int>(_disksByType, StringComparer.Ordinal),
            StorageCostByType = new SortedDictionary<string, decimal>(_costByType, StringComparer.Ordinal),
            MachinesBySize = new SortedDictionary<string, int>(_machinesBySize, StringComparer.Ordinal),
            CoveragePercent = (double?)coverage,
            ConfidenceStars = coverage is decimal mean ? Coverage.Stars(mean) : null,
            Notes = [.. Notes()],
        };
    }

    private static void Count(SortedDictionary<string, int> counts, string key)
    {
        counts.TryGetValue(key, out var count);
        counts[key] = count + 1;
    }

    private static AssessmentNote Note(string rule, string code, string message) =>
        new() { Rule = rule, Code = code, Message = message };

    private void Add(AssessedDisk disk)
    {
        if (disk.Type is not { } type)
            return;
        var name = type.ToString();
        Count(_disksByType, name);
        _costByType.TryGetValue(name, out var cost);
        _costByType[name] = cost + (disk.MonthlyCost ?? 0);
        AddEstimate(disk.CostIsEstimated, disk.MonthlyCost);
        _transactions |= type is ManagedDiskType.StandardHdd or ManagedDiskType.StandardSsd;
    }

    private void AddEstimate(bool isEstimated, decimal? amount)
    {
        if (!isEstimated)
            return;
        _estimated++;
        _estimatedCost += amount ?? 0;
    }

    private IEnumerable<AssessmentNote> Notes()
    {
        if (_subscriptions > 0)
        {
            yield return Note("C3", Billing.LinuxSubscriptionNotPriced, FormattableString.Invariant(
                $"Subscriptions of RHEL and SLES are not priced ({_subscriptions} machines)."));
        }

        if (_withoutSavings > 0)
        {
            yield return Note("C3", "HybridBenefitNotPriced", FormattableString.Invariant(
                $"The book has no Windows price for {_withoutSavings} machines, so what hybrid benefit saves there is not counted."));
        }

        if (_estimated > 0)
        {
            yield return Note("C4", "PricesEstimated", FormattableString.Invariant(
                $"{_estimated} figures are estimated, together {_estimatedCost} {_assessor.Settings.Currency} a month."));
        }

        if (_assessor.SizesWithoutCommittedPrice > 0)
        {
            yield return Note("C4", "SizesWithoutCommittedPrice", FormattableString.Invariant(
                $"The savings option has no price for {_assessor.SizesWithoutCommittedPrice} sizes that the region sells; they were not considered."));
        }

        if (_transactions)
            yield return Note("C6", "TransactionsNotPriced", "Transactions of standard disks are not priced.");
        if (!_assessor.SecurityIsPriced)
            yield return Note("C7", "SecurityNotPriced",
                "The book has no price for Defender for Servers: security is not priced.");
    }
}
