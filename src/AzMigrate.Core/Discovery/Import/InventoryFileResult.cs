using AzMigrate.Inventory;

namespace AzMigrate.Discovery.Import;

/// <summary>What an inventory file holds.</summary>
public sealed record InventoryFileResult
{
    /// <summary>The file's path as it was given.</summary>
    public required string Path { get; init; }

    /// <summary>The layout that was found; never <see cref="InventoryFormat.Auto"/>.</summary>
    public required InventoryFormat Format { get; init; }

    /// <summary>The machines, in the order of their rows.</summary>
    public required IReadOnlyList<Machine> Machines { get; init; }

    /// <summary>
    /// Errors (rows that were left out) and warnings (values that were). At most 50,000; the last one then says how
    /// many more there were.
    /// </summary>
    public required IReadOnlyList<MigrateProblem> Problems { get; init; }

    /// <summary>Rows that describe a machine: blank rows and headings don't count, left-out rows do.</summary>
    public required int RowsRead { get; init; }

    /// <summary>Templates that were left out.</summary>
    public int TemplatesLeftOut { get; init; }

    /// <summary>Site Recovery Manager placeholders that were left out.</summary>
    public int PlaceholdersLeftOut { get; init; }
}
