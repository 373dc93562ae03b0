namespace AzMigrate.Discovery.Import;

/// <summary>How an inventory file is read.</summary>
public sealed record InventoryFileOptions
{
    /// <summary>The layout; by default decided by the content.</summary>
    public InventoryFormat Format { get; init; } = InventoryFormat.Auto;

    /// <summary>
    /// Source part of the machines' identities in place of <c>csv</c> or <c>rvtools:&lt;VI SDK UUID&gt;</c>; it must
    /// hold no slash. The vCenter's UUID then moves behind the slash, so two vCenters in one file stay apart.
    /// </summary>
    public string? SourceName { get; init; }

    /// <summary>True to take templates too.</summary>
    public bool IncludeTemplates { get; init; }

    /// <summary>True to take Site Recovery Manager placeholders too.</summary>
    public bool IncludePlaceholders { get; init; }
}
