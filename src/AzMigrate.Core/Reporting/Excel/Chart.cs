namespace AzMigrate.Reporting.Excel;

/// <summary>Kinds of charts.</summary>
internal enum ChartKind
{
    /// <summary>Ring.</summary>
    Doughnut,

    /// <summary>Bars from left to right, the first on top.</summary>
    Bar,

    /// <summary>Columns.</summary>
    Column,
}

/// <summary>A chart of a range of labels and a range of figures, one below the other on its own sheet.</summary>
internal sealed record Chart
{
    /// <summary>What it shows.</summary>
    public required string Title { get; init; }

    /// <summary>Its kind.</summary>
    public required ChartKind Kind { get; init; }

    /// <summary>Number format of the figures.</summary>
    public required string NumberFormat { get; init; }

    /// <summary>The first row of the ranges.</summary>
    public required int FirstRow { get; init; }

    /// <summary>Column of the labels, counted from 1.</summary>
    public required int LabelColumn { get; init; }

    /// <summary>Column of the figures, counted from 1.</summary>
    public required int FigureColumn { get; init; }

    /// <summary>The points, as they stand in the ranges.</summary>
    public required IReadOnlyList<ChartPoint> Points { get; init; }

    /// <summary>Where it stands.</summary>
    public required ChartPlace Place { get; init; }
}

/// <summary>One point of a chart.</summary>
/// <param name="Label">Its label.</param>
/// <param name="Figure">Its figure; null where the cell has none.</param>
/// <param name="Colour">Its colour, as RRGGBB.</param>
internal readonly record struct ChartPoint(string Label, decimal? Figure, string Colour);

/// <summary>The cells that a chart covers, counted from 0; the last ones are outside.</summary>
internal readonly record struct ChartPlace(int Column, int Row, int EndColumn, int EndRow);
