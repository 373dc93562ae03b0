using System.Text;

namespace AzMigrate.Discovery.Import.Tables;

/// <summary>Which column of a table is which field.</summary>
internal sealed class FieldMap
{
    private readonly int[] _fieldOfColumn;
    private readonly string?[] _headings;

    /// <param name="headings">The headings as the table writes them.</param>
    /// <param name="fields">How many fields the layout has.</param>
    /// <param name="fieldOf">
    /// The field of a plain heading, or -1; of two columns for one field the first counts.
    /// </param>
    public FieldMap(IReadOnlyList<string?> headings, int fields, Func<string, int> fieldOf)
    {
        _fieldOfColumn = new int[headings.Count];
        var all = new string?[fields];
        for (var column = 0; column < headings.Count; column++)
        {
            var field = headings[column] is string heading ? fieldOf(Plain(heading)) : -1;
            if (field >= 0 && all[field] is null)
                all[field] = headings[column]!.Trim();
            else
                field = -1;
            _fieldOfColumn[column] = field;
        }
        // A layout may have many more fields than the table: a row has room for those only that can come.
        Fields = Array.FindLastIndex(all, h => h is not null) + 1;
        _headings = all.AsSpan(0, Fields).ToArray();
    }

    /// <summary>Fields from 0 up to the last that the table has.</summary>
    public int Fields { get; }

    /// <summary>The field of a column, or -1.</summary>
    public int this[int column] => column < _fieldOfColumn.Length ? _fieldOfColumn[column] : -1;

    public bool Has(int field) => Heading(field) is not null;

    /// <summary>The heading as the table writes it; null when the table has no such column.</summary>
    public string? Heading(int field) => field >= 0 && field < Fields ? _headings[field] : null;

    /// <summary>
    /// Letters, digits and '#' in lower case: <c>*Memory (In MB)</c> and <c>memory in mb</c> are one.
    /// </summary>
    public static string Plain(string heading)
    {
        var plain = new StringBuilder(Math.Min(heading.Length, 100));
        foreach (var c in heading)
        {
            if (char.IsLetterOrDigit(c) || c == '#')
                plain.Append(char.ToLowerInvariant(c));
            if (plain.Length == 100)
                break;
        }
        return plain.ToString();
    }
}
