namespace AzMigrate.Discovery.Import;

/// <summary>The layout of an inventory file.</summary>
public enum InventoryFormat
{
    /// <summary>Decided by the file's content, never by its name.</summary>
    Auto,

    /// <summary>The Azure Migrate import template: a CSV, or the same table saved as a workbook.</summary>
    AzureMigrateCsv,

    /// <summary>An RVTools workbook, or RVTools' vInfo tab saved as CSV.</summary>
    RVTools,
}
