namespace AzMigrate.Reporting.Excel;

/// <summary>One sheet of the workbook.</summary>
internal sealed class SheetPart
{
    /// <summary>The sheet's name.</summary>
    public required string Name { get; init; }

    /// <summary>The range under the filter, head included, absolute; null for a sheet without one.</summary>
    public string? FilteredRange { get; init; }

    /// <summary>The charts that stand on it.</summary>
    public IReadOnlyList<Chart> Charts { get; init; } = [];

    /// <summary>Writes the sheet's XML.</summary>
    public required Action<Stream> Write { get; init; }
}

/// <summary>A table that may need several sheets.</summary>
internal interface ITableSheet
{
    /// <summary>Its sheets, when all rows are written.</summary>
    IEnumerable<SheetPart> Parts { get; }
}
