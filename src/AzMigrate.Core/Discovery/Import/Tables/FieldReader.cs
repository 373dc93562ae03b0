using System.Globalization;

namespace AzMigrate.Discovery.Import.Tables;

/// <summary>
/// Typed values of a table's rows; an unusable optional value is a warning and counts as missing (rule I1).
/// </summary>
internal sealed class FieldReader
{
    private readonly ITable _table;
    private readonly ImportProblems _problems;

    public FieldReader(ITable table, FieldMap map, ImportProblems problems)
    {
        _table = table;
        Map = map;
        Row = new TableRow(map.Fields);
        _problems = problems;
    }

    public FieldMap Map { get; }

    public TableRow Row { get; }

    /// <summary>The machine's name, for problems.</summary>
    public string? Target { get; set; }

    public bool Next()
    {
        Target = null;
        return _table.ReadRow(Map, Row);
    }

    public string? Text(int field) => Row[field] is { } text ? PlainText.Of(text) : null;

    /// <summary>A whole number; null when blank, with a warning when unusable.</summary>
    public long? Whole(int field, long min, long max)
    {
        if (Row[field] is not string text)
            return null;
        if (TryWhole(field, min, max, out var value))
            return value;
        Ignored(field, text, FormattableString.Invariant($"a whole number from {min} to {max}"));
        return null;
    }

    /// <summary>A whole number without a warning of its own, for mandatory values.</summary>
    public bool TryWhole(int field, long min, long max, out long value)
    {
        value = 0;
        if (Value(field, whole: true) is not double number)
            return false;
        if (number != Math.Floor(number) || number < min || number > max)
            return false;
        value = (long)number;
        return true;
    }

    /// <summary>A number; null when blank, with a warning when unusable.</summary>
    public double? Number(int field, double min, double max, bool whole = false)
    {
        if (Row[field] is not string text)
            return null;
        if (Value(field, whole) is double number && number >= min && number <= max)
            return number;
        Ignored(field, text, max >= 1e15
            ? FormattableString.Invariant($"a number of at least {min}")
            : FormattableString.Invariant($"a number from {min} to {max}"));
        return null;
    }

    /// <summary>
    /// A whole number that may carry a conversion's fraction; null, without a warning, when unusable.
    /// </summary>
    public double? TryNumber(int field, double min, double max) =>
        Value(field, whole: true) is double number && number >= min && number <= max ? number : null;

    /// <summary>Yes or no; null when blank, with a warning when unusable.</summary>
    public bool? Flag(int field)
    {
        if (Row[field] is not string text)
            return null;
        switch (text.ToUpperInvariant())
        {
            case "TRUE" or "YES" or "1" or "WAHR" or "VRAI" or "VERDADERO" or "VERO" or "WAAR":
                return true;
            case "FALSE" or "NO" or "0" or "FALSCH" or "FAUX" or "FALSO" or "ONWAAR":
                return false;
            default:
                Ignored(field, text, "true or false");
                return null;
        }
    }

    public void Ignored(int field, string value, string expected) => _problems.Warning(
        "Import.ValueIgnored", $"{Map.Heading(field)} {ImportProblems.Quote(value)} is ignored: it is not {expected}.",
        "Correct the value and import again.", _table.Sheet, Row.Number, Map.Heading(field), Target);

    public void Warning(string code, int field, string message, string remedy) =>
        _problems.Warning(code, message, remedy, _table.Sheet, Row.Number, Map.Heading(field), Target);

    public void Error(string code, int field, string message, string remedy) =>
        _problems.Error(code, message, remedy, _table.Sheet, Row.Number, Map.Heading(field), Target);

    private double? Value(int field, bool whole)
    {
        if (Row[field] is not string text)
            return null;
        if (Row.IsNumber(field))
        {
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && number is >= 0 and < 1e18 ? number : null;
        }
        var value = NumberText.Parse(text).Read(_table.Numbers, whole, out var guessed);
        if (guessed && value is double read)
        {
            Warning("Import.NumberAmbiguous", field,
                $"{Map.Heading(field)} {ImportProblems.Quote(text)} can be read in two ways; it is taken as "
                + read.ToString(CultureInfo.InvariantCulture) + ".",
                "Write numbers without grouping, or with their decimals, and import again.");
        }
        return value;
    }
}
