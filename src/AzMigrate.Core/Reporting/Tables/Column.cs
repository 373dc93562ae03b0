namespace AzMigrate.Reporting.Tables;

/// <summary>How a column's numbers are shown.</summary>
internal enum CellFormat
{
    /// <summary>As they are; texts.</summary>
    General,

    /// <summary>Whole numbers.</summary>
    Count,

    /// <summary>Numbers with two decimals.</summary>
    Number,

    /// <summary>Money in cents.</summary>
    Money,

    /// <summary>Texts of readiness, which the workbook colours.</summary>
    Readiness,
}

/// <summary>A column of a table: the same in the workbook and in CSV.</summary>
/// <typeparam name="TRow">What a row is made of.</typeparam>
/// <param name="Heading">The heading.</param>
/// <param name="Format">How numbers are shown.</param>
/// <param name="Value">The row's cell.</param>
internal sealed record Column<TRow>(string Heading, CellFormat Format, Func<TRow, Cell> Value);
