using AzMigrate.Reporting.Tables;

namespace AzMigrate.Reporting.Excel;

/// <summary>Widths of a table's columns, estimated from the characters of what stands in them.</summary>
internal sealed class ColumnWidths
{
    private const int Narrowest = 9;
    private const int Widest = 60;
    private const int Padding = 3;

    // A heading wraps into this many lines before it widens its column.
    private const int HeadingLines = 3;

    private readonly int[] _characters;

    public ColumnWidths(IEnumerable<string> headings) => _characters = headings.Select(OfHeading).ToArray();

    /// <summary>Width of a column in characters.</summary>
    public int this[int column] =>
        Math.Min(Widest, Math.Max(Narrowest, _characters[column] + Padding));

    /// <summary>Makes room for a cell.</summary>
    public void Fit(int column, Cell cell)
    {
        if (_characters[column] >= Widest)
            return;
        var characters = cell.Text is string text ? OfText(text, _characters[column])
            : cell.Number is decimal number ? OfNumber(number) : 0;
        if (characters > _characters[column])
            _characters[column] = characters;
    }

    private static int OfHeading(string heading)
    {
        var longestWord = heading.Split(' ').Max(word => word.Length);
        return Math.Max(longestWord, (heading.Length + HeadingLines - 1) / HeadingLines) + 1;
    }

    // Characters from the East Asian blocks on take two places; a text that cannot be wider anyway is not counted out.
    private static int OfText(string text, int known)
    {
        if (text.Length * 2 <= known || text.Length > Widest)
            return text.Length;
        var places = text.Length;
        foreach (var character in text)
        {
            if (character >= '\u2E80' && !char.IsSurrogate(character))
                places++;
        }
        return places;
    }

    // With separators of thousands and two decimals.
    private static int OfNumber(decimal number)
    {
        var digits = 1;
        for (var rest = Math.Abs(number); rest >= 10; rest /= 10)
            digits++;
        return digits + (digits - 1) / 3 + 4;
    }
}
