namespace AzMigrate.Reporting;

/// <summary>File formats that an assessment can be exported to.</summary>
public enum ExportFormat
{
    /// <summary>An Excel workbook: summary with charts, machines, disks, properties and reasons.</summary>
    Xlsx,

    /// <summary>Two comma-separated files: machines, and beside them the disks.</summary>
    Csv,

    /// <summary>One JSON document: the head, then the machines.</summary>
    Json,
}
