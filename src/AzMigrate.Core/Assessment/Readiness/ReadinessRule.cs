using AzMigrate.Catalog;
using AzMigrate.Inventory;

namespace AzMigrate.Assessment;

/// <summary>What the readiness rules look at.</summary>
/// <param name="Machine">The machine.</param>
/// <param name="System">What the table says of its operating system; null when no row matches.</param>
/// <param name="Disks">Its disks.</param>
/// <param name="BookDate">The catalogue's date.</param>
internal sealed record ReadinessFacts(Machine Machine, OperatingSystemMatch? System, SourceDisks Disks,
    DateTime BookDate)
{
    /// <summary>True for machines that come from a file.</summary>
    public bool IsImported => Machine.SourceKind is SourceKind.Csv or SourceKind.RVTools;
}

/// <summary>One readiness rule: it looks at the facts and adds what it finds.</summary>
internal abstract class ReadinessRule
{
    /// <summary>All rules, in the order in which findings are listed.</summary>
    public static readonly IReadOnlyList<ReadinessRule> All =
    [
        new OperatingSystemRule(), new SupportEndRule(), new UefiRule(), new FirmwareUnknownRule(),
        new ArchitectureRule(), new DiskCountRule(), new DiskSizeRule(),
    ];

    private readonly string _id;

    protected ReadinessRule(string id) => _id = id;

    /// <summary>Adds what is to be said about a machine.</summary>
    public abstract void Check(ReadinessFacts facts, ICollection<Finding> findings);

    protected Finding NotReady(string code, string message, string remedy) =>
        Make(AzMigrate.Assessment.Readiness.NotReady, code, message, remedy);

    protected Finding Condition(string code, string message, string remedy) =>
        Make(AzMigrate.Assessment.Readiness.ReadyWithConditions, code, message, remedy);

    protected Finding NotKnown(string code, string message, string remedy) =>
        Make(AzMigrate.Assessment.Readiness.ReadinessUnknown, code, message, remedy);

    private Finding Make(Readiness readiness, string code, string message, string remedy) =>
        new() { Rule = _id, Code = code, Readiness = readiness, Message = message, Remedy = remedy };
}
