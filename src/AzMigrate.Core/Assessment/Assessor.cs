using AzMigrate.Catalog;
using AzMigrate.Inventory;
using AzMigrate.Performance;

namespace AzMigrate.Assessment;

/// <summary>
/// Assesses machines for one settings object and one catalogue: the same machine, settings and catalogue give the
/// same result. Immutable; several threads may use it at once.
/// </summary>
public sealed class Assessor
{
    private readonly DiskSelection _disks;
    private readonly SizePrices _prices;
    private readonly SizeCandidates _candidates;
    private readonly decimal? _security;

    /// <summary>Prepares an assessment: the region's sizes, priced and in order, are made once here.</summary>
    /// <param name="settings">
    /// Settings with one location and one savings option (<see cref="AssessmentSettings.Expand"/>).
    /// </param>
    /// <param name="catalogue">The book.</param>
    /// <exception cref="MigrateException"><c>Assessment.SettingsInvalid</c>; the message names the rule.</exception>
    public Assessor(AssessmentSettings settings, Catalogue catalogue)
    {
        if (settings is null)
            throw new ArgumentNullException(nameof(settings));
        Catalogue = catalogue ?? throw new ArgumentNullException(nameof(catalogue));
        Settings = SettingsRules.Checked(settings, catalogue);
        Region = Settings.Location[0];
        _disks = new DiskSelection(Settings, catalogue, Region);
        _prices = new SizePrices(Settings, catalogue, Region);
        _candidates = new SizeCandidates(Settings, catalogue, Region, _prices);
        _security = Settings.SecurityOffering == SecurityOffering.None ? 0
            : catalogue.GetDefenderPrice(Region) is { } price ? Money.Shown(price.Usd * Settings.ExchangeRate) : null;
    }

    /// <summary>The settings in force; the location by Azure's name.</summary>
    public AssessmentSettings Settings { get; }

    /// <summary>The book.</summary>
    public Catalogue Catalogue { get; }

    /// <summary>The region's name.</summary>
    public string Region { get; }

    /// <summary>Sizes sold pay-as-you-go in the region that the savings option can't price (rule C4).</summary>
    public int SizesWithoutCommittedPrice => _candidates.WithoutCommittedPrice;

    /// <summary>True when the security offering has a price, or none is wanted (rule C7).</summary>
    public bool SecurityIsPriced => _security is not null;

    /// <summary>Assesses a machine.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="history">Its collected history, cut to the window; null when none was collected.</param>
    public AssessedMachine Assess(Machine machine, MachineHistory? history = null) =>
        Assess(new MachineReading(machine ?? throw new ArgumentNullException(nameof(machine)), history));

    /// <summary>Assesses a machine whose history is read for several settings.</summary>
    internal AssessedMachine Assess(MachineReading reading)
    {
        var machine = reading.Machine;
        var names = machine.OperatingSystem;
        var system = Catalogue.OperatingSystems.Find(names.GuestName, names.Name, names.Version);
        var environment = machine.Environment ?? Settings.Environment;
        var source = reading.Disks;
        var observed = reading.Observed(Settings.Percentile);
        var use = EffectiveUse.Of(reading, observed, Settings);
        var disks = new MachineDisks(source, observed, Settings, _disks, environment);

        var findings = new List<Finding>();
        var facts = new ReadinessFacts(machine, system, source, Catalogue.Date);
        foreach (var rule in ReadinessRule.All)
            rule.Check(facts, findings);
        AddIfAny(findings, disks.Finding());

        var notes = new List<AssessmentNote>();
        AddIfAny(notes, DiskCountRule.Note(machine));
        notes.AddRange(use.Notes);
        AddIfAny(notes, disks.Note());

        var result = new AssessedMachine
        {
            Machine = machine,
            Readiness = AzMigrate.Assessment.Readiness.Ready,
            Environment = environment,
            Observed = observed.Use,
        };
        result = WithCoverage(result, reading);
        var need = Worst(findings) <= AzMigrate.Assessment.Readiness.ReadyWithConditions
            ? NeedOf(machine, use, disks) : null;
        var pick = need is null ? null : Size(machine, system, need, ref result, findings, notes);
        var shown = disks.Shown(pick is not null);
        return result with
        {
            Readiness = Worst(findings),
            Findings = findings,
            Notes = notes,
            Need = need,
            Disks = shown,
            Cost = pick is null ? new MachineCost() : CostOf(system, pick, shown),
        };
    }

    private static void AddIfAny<T>(List<T> list, T? item)
        where T : class
    {
        if (item is not null)
            list.Add(item);
    }

    private static Readiness Worst(List<Finding> findings)
    {
        var worst = AzMigrate.Assessment.Readiness.Ready;
        foreach (var finding in findings)
        {
            if (finding.Readiness > worst)
                worst = finding.Readiness;
        }

        return worst;
    }

    private static ComputeNeed NeedOf(Machine machine, EffectiveUse use, MachineDisks disks) => new()
    {
        Cores = use.Cores,
        MemoryMiB = use.MemoryMiB,
        DataDisks = disks.DataDisks,
        DiskIops = disks.Iops,
        DiskMBps = disks.MBps,
        NetworkMbps = use.NetworkMbps,
        PremiumStorage = disks.NeedPremium,
        UltraDisks = disks.NeedUltra,
        Generation = machine.Firmware == Firmware.Uefi ? VmGenerations.V2 : VmGenerations.V1,
    };

    private AssessedMachine WithCoverage(AssessedMachine result, MachineReading reading)
    {
        if (Settings.SizingCriterion != SizingCriterion.PerformanceBased || reading.Coverage is not { } coverage)
        {
            return result;
        }

        return result with
        {
            CoveragePercent = (double)coverage.Percent,
            ConfidenceStars = Coverage.Stars(coverage.Percent),
            CoverageReasons = coverage.Reasons,
        };
    }

    private SizeCandidate? Size(
        Machine machine, OperatingSystemMatch? system, ComputeNeed need, ref AssessedMachine result,
        List<Finding> findings, List<AssessmentNote> notes)
    {
        var architecture = machine.OperatingSystem.Architecture == OSArchitecture.Arm64
            ? CpuArchitecture.Arm64 : CpuArchitecture.X64;
        var candidates = _candidates.For(
            need.Generation, architecture, system?.Row.NvmeReady ?? false, Billing.Of(system, Settings));
        var choice = SizeChoice.Of(candidates, need, machine.NetworkAdapterCount);
        result = result with { Explanation = choice.Explanation };
        AddIfAny(findings, SizeFindings.For(choice, Region));
        if (choice.Pick is not { } pick)
            return null;
        AddIfAny(notes, SizeFindings.Adapters(choice, machine.NetworkAdapterCount));
        AddIfAny(notes, Billing.Note(system));
        result = result with
        {
            RecommendedSize = pick.Size.Name,
            RecommendedVCpus = pick.Size.VCpus,
            RecommendedMemoryGiB = pick.Size.MemoryGiB,
        };
        return pick;
    }

    private MachineCost CostOf(OperatingSystemMatch? system, SizeCandidate pick,
        IReadOnlyList<AssessedDisk> disks) => new()
    {
        Compute = pick.Shown,
        ComputeIsEstimated = pick.IsEstimated,
        Storage = disks.Count == 0 ? null : disks.Sum(disk => disk.MonthlyCost),
        StorageIsEstimated = disks.Any(disk => disk.CostIsEstimated),
        Security = _security,
        WindowsHybridBenefitSavings = Billing.HybridBenefitSavings(system, Settings, _prices, pick.Size),
    };
}
