using System.Text;

namespace AzMigrate.Discovery.Import.Tables;

/// <summary>Which column of a table is which field.</summary>
internal sealed class FieldMap
{
    private readonly int[] _fieldOfColumn;
    private readonly string?[] _headings;

    /// <param name="headings">The headings as the table writes them.</param>
    /// <param name="fields">How many fields the layout has.</param>
    /// <param name="fieldOf">The field of a plain heading, or -1; of two columns for one field the first counts.</param>
    public FieldMap(IReadOnlyList<string?> headings, int fields, Func<string, int> fieldOf)
    {
        _fieldOfColumn = new int[headings.Count];
        _headings = new string?[fields];
        for (var column = 0; column < headings.Count; column++)
        {
            var field = headings[column] is string heading ? fieldOf(Plain(heading)) : -1;
            if (field >= 0 && _headings[field] is null)
                _headings[field] = headings[column]!.Trim();
            else
                field = -1;
            _fieldOfColumn[column] = field;
        }
        Fields = fields;
    }

    public int Fields { get; }

    /// <summary>The field of a column, or -1.</summary>
    public int this[int column] => column < _fieldOfColumn.Length ? _fieldOfColumn[column] : -1;

    public bool Has(int field) => _headings[field] is not null;

    /// <summary>The heading as the table writes it; null when the table has no such column.</summary>
    public string? Heading(int field) => _headings[field];

    /// <summary>Letters, digits and '#' in lower case: <c>*Memory (In MB)</c> and <c>memory in mb</c> are one.</summary>
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
