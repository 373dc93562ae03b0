namespace AzMigrate.Discovery.Import.Tables;

/// <summary>A decimal separator.</summary>
internal enum DecimalMark
{
    Unknown,
    Point,
    Comma,
}

/// <summary>How a table writes numbers.</summary>
/// <param name="Proved">What the table's other numbers prove.</param>
/// <param name="Likely">What the field separator suggests: a comma separates fields where the point is decimal.</param>
internal readonly record struct NumberStyle(DecimalMark Proved, DecimalMark Likely)
{
    public static NumberStyle Unknown { get; } = new(DecimalMark.Unknown, DecimalMark.Unknown);
}
