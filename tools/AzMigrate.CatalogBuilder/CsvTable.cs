using System.Globalization;

namespace AzMigrate.CatalogBuilder;

/// <summary>A CSV file of facts: a heading row, then rows whose fields are found by heading.</summary>
internal sealed class CsvTable
{
    private readonly Dictionary<string, int> _columns;

    private CsvTable(string name, string[] headings, List<CsvRow> rows)
    {
        Name = name;
        _columns = headings.Select((heading, column) => (heading, column)).ToDictionary(h => h.heading, h => h.column);
        Rows = rows;
    }

    public string Name { get; }

    public IReadOnlyList<CsvRow> Rows { get; }

    public static CsvTable Read(string path)
    {
        var lines = File.ReadAllLines(path);
        var rows = new List<CsvRow>(lines.Length);
        var table = new CsvTable(Path.GetFileName(path), Split(lines[0]), rows);
        for (var i = 1; i < lines.Length; i++)
            rows.Add(new CsvRow(table, i + 1, Split(lines[i])));
        return table;
    }

    public int Column(string heading) => _columns.TryGetValue(heading, out var column)
        ? column : throw new InvalidDataException($"{Name} has no column {heading}.");

    // Quotes only guard commas in these files; none has a doubled quote or a line break in a field.
    private static string[] Split(string line)
    {
        if (!line.Contains('"', StringComparison.Ordinal))
            return line.Split(',');
        var parts = line.Split('"');
        for (var i = 1; i < parts.Length; i += 2)
            parts[i] = parts[i].Replace(',', '\u001f');
        return [.. string.Concat(parts).Split(',').Select(field => field.Replace('\u001f', ','))];
    }
}

/// <summary>A row of a <see cref="CsvTable"/>.</summary>
internal sealed class CsvRow(CsvTable table, int line, string[] fields)
{
    /// <summary>The field as it stands; empty for none.</summary>
    public string this[string heading] => fields[table.Column(heading)];

    public string? Text(string heading) => this[heading] is { Length: > 0 } text ? text : null;

    public int? Whole(string heading) => Parse(heading, text => int.Parse(text, CultureInfo.InvariantCulture));

    public double? Real(string heading) => Parse(heading, text => double.Parse(text, CultureInfo.InvariantCulture));

    public decimal? Money(string heading) =>
        Parse(heading, text => decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture));

    public bool? Flag(string heading) => Parse(heading, bool.Parse);

    /// <summary>A value that may be missing.</summary>
    public T? Parse<T>(string heading, Func<string, T> parse)
        where T : struct
    {
        var text = this[heading];
        try
        {
            return text.Length == 0 ? null : parse(text);
        }
        catch (FormatException error)
        {
            throw new InvalidDataException($"{table.Name}, line {line}, {heading}: '{text}' is not readable.", error);
        }
    }

    /// <summary>A value that must be there.</summary>
    public T Need<T>(T? value, string heading)
        where T : struct =>
        value ?? throw new InvalidDataException($"{table.Name}, line {line}: {heading} is missing.");
}
