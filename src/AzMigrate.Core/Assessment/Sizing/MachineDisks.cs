using AzMigrate.Inventory;

namespace AzMigrate.Assessment;

/// <summary>The choices for all disks of one machine (rules D1 to D8).</summary>
internal sealed class MachineDisks
{
    private readonly SourceDisks _source;
    private readonly Observation _observed;
    private readonly AssessmentSettings _settings;
    private readonly DiskNeed[] _needs;
    private readonly DiskChoice[] _choices;

    public MachineDisks(
        SourceDisks source, Observation observed, AssessmentSettings settings, DiskSelection selection,
        MachineEnvironment environment)
    {
        _source = source;
        _observed = observed;
        _settings = settings;
        _needs = new DiskNeed[source.Disks.Count];
        _choices = new DiskChoice[source.Disks.Count];
        for (var at = 0; at < _needs.Length; at++)
        {
            _needs[at] = DiskNeed.Of(source.Disks[at], observed.Disks[at], settings);
            _choices[at] = selection.Choose(_needs[at], at == 0, environment);
        }
    }

    /// <summary>IOPS over all disks.</summary>
    public double Iops => _needs.Sum(need => need.Iops);

    /// <summary>MB/s over all disks.</summary>
    public double MBps => _needs.Sum(need => need.MBps);

    /// <summary>Data disks to attach; not counted where the disks are estimated (rule S2).</summary>
    public int DataDisks => _source.Knowledge == DiskKnowledge.Described ? _needs.Length - 1 : 0;

    /// <summary>True when a chosen type needs premium support (rules S2, D5).</summary>
    public bool NeedPremium => _choices.Any(choice =>
        choice.Pick?.Type is Catalog.ManagedDiskType.Premium or Catalog.ManagedDiskType.PremiumV2);

    /// <summary>True when an Ultra disk was chosen.</summary>
    public bool NeedUltra => _choices.Any(choice => choice.Pick?.Type == Catalog.ManagedDiskType.Ultra);

    /// <summary>D6: the machine's finding when some disk has no choice.</summary>
    public Finding? Finding()
    {
        var failed = Enumerable.Range(0, _choices.Length).Where(at => _choices[at].Pick is null)
            .Select(at => $"'{_source.Disks[at].Name}' ({_choices[at].Issue})").ToList();
        return failed.Count == 0 ? null : new Finding
        {
            Rule = "D6",
            Code = "OneOrMoreDisksNotSuitable",
            Readiness = AzMigrate.Assessment.Readiness.NotReady,
            Message = "No managed disk fits " + string.Join(", ", failed) + ".",
            Remedy = "Split the disks named, or admit other disk types or another region.",
        };
    }

    /// <summary>D7, D8: the machine's note when its disks, or the load of each, are not described.</summary>
    public AssessmentNote? Note() => _source.Knowledge switch
    {
        DiskKnowledge.Described when _observed.DiskLoadIsShared
            && _settings.SizingCriterion == SizingCriterion.PerformanceBased => new AssessmentNote
        {
            Rule = "D8",
            Code = "DiskLoadShared",
            Message = "The load is known for all disks together: each takes its share by capacity.",
        },
        DiskKnowledge.Estimated => new AssessmentNote
        {
            Rule = "D7",
            Code = "DisksEstimated",
            Message = FormattableString.Invariant(
                $"Only totals are known of the disks: {_source.Count} of equal size stand for them, and their number is not checked."),
        },
        DiskKnowledge.Unknown => new AssessmentNote
        {
            Rule = "D7",
            Code = "DisksUnknown",
            Message = "No disk's capacity is known: the machine is assessed without storage.",
        },
        _ => null,
    };

    /// <summary>The disks as shown; without picks and prices where the machine gets no size.</summary>
    public IReadOnlyList<AssessedDisk> Shown(bool sized) =>
        [.. Enumerable.Range(0, _choices.Length).Select(at => Shown(at, sized ? _choices[at].Pick : null))];

    private AssessedDisk Shown(int at, DiskPick? pick) => new()
    {
        Name = _source.Disks[at].Name,
        IsOSDisk = at == 0,
        SourceSizeGiB = _source.Disks[at].SizeGiB,
        Observed = _observed.Disks[at],
        RequiredIops = _needs[at].Iops,
        RequiredMBps = _needs[at].MBps,
        Readiness = _choices[at].Pick is null
            ? AzMigrate.Assessment.Readiness.NotReady : AzMigrate.Assessment.Readiness.Ready,
        Findings = _choices[at] is { Issue: { } issue, Message: { } message } ? [DiskFinding(issue, message)] : [],
        Notes = DiskNeed.Notes(_observed.Disks[at], _settings),
        Type = pick?.Type,
        Sku = pick?.Sku,
        TargetSizeGiB = pick?.SizeGiB,
        ProvisionedIops = pick?.Iops,
        ProvisionedMBps = pick?.MBps,
        MonthlyCost = pick is null ? null : Money.Shown(pick.UsdPerMonth * _settings.ExchangeRate),
        CostIsEstimated = pick?.IsEstimated ?? false,
    };

    private static Finding DiskFinding(string issue, string message) => new()
    {
        Rule = "D6",
        Code = issue,
        Readiness = AzMigrate.Assessment.Readiness.NotReady,
        Message = message,
        Remedy = issue == "NoDiskSizeFoundInSelectedLocation"
            ? "Choose another disk type or region."
            : "Split the disk's content or load over more disks, or admit a faster type.",
    };
}
