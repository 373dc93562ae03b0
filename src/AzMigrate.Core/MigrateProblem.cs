namespace AzMigrate;

/// <summary>How much a problem matters.</summary>
public enum ProblemSeverity
{
    /// <summary>The item was taken; an optional value was not.</summary>
    Warning,

    /// <summary>The item was left out.</summary>
    Error,
}

/// <summary>A problem of one row or one machine; the others go on.</summary>
public sealed record MigrateProblem
{
    /// <summary>How much it matters.</summary>
    public required ProblemSeverity Severity { get; init; }

    /// <summary>Stable id such as <c>Import.CoresInvalid</c>.</summary>
    public required string Code { get; init; }

    /// <summary>What is wrong, one sentence that quotes the value.</summary>
    public required string Message { get; init; }

    /// <summary>What to do about it.</summary>
    public required string Remedy { get; init; }

    /// <summary>The machine's name or id, where one is known.</summary>
    public string? Target { get; init; }

    /// <summary>The file's path, where it is about a file.</summary>
    public string? File { get; init; }

    /// <summary>The worksheet.</summary>
    public string? Sheet { get; init; }

    /// <summary>The row, counting the header as 1 (rule I3).</summary>
    public int? Row { get; init; }

    /// <summary>The column's heading.</summary>
    public string? Column { get; init; }

    /// <summary>
    /// The place in words, such as <c>rvtools.xlsx, vInfo, row 7, column CPUs</c>; empty when there is none.
    /// </summary>
    public string Place
    {
        get
        {
            var parts = new List<string>(4);
            if (File is not null)
                parts.Add(Path.GetFileName(File));
            if (Sheet is not null)
                parts.Add(Sheet);
            if (Row is int row)
                parts.Add(FormattableString.Invariant($"row {row}"));
            if (Column is not null)
                parts.Add($"column {Column}");
            return string.Join(", ", parts);
        }
    }
}
