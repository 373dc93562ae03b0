using System.Globalization;

namespace AzMigrate.Discovery.Import.Tables;

/// <summary>
/// Numbers as people's spreadsheets write them: <c>1.234,5</c>, <c>1,234.5</c>, <c>12,5</c>, <c>1 234,5</c>,
/// <c>1'234.5</c>, <c>85 %</c>, in any digits.
/// </summary>
/// <remarks>
/// A number decides by itself when it has both separators (the last is decimal), one separator twice (it groups), or
/// one separator once that is not followed by exactly three digits or that follows a lone zero, nothing, or four
/// digits and more (it is decimal). What is left, such as <c>1.234</c>, is read as the rest of the file decides; when
/// the file does not decide either, whole numbers take the separator as grouping and others go by the field
/// separator, and a warning says so.
/// </remarks>
internal readonly struct NumberText
{
    private const int MaxLength = 64;
    private readonly string? _characters;
    private readonly int _separators;
    private readonly int _separator;
    private readonly DecimalMark _own;

    private NumberText(string? characters, int separators, int separator, DecimalMark own)
    {
        _characters = characters;
        _separators = separators;
        _separator = separator;
        _own = own;
    }

    /// <summary>The decimal mark that this number proves by itself.</summary>
    public DecimalMark Proves => _own;

    /// <summary>Takes a text apart; a text that is no number gives a value that reads as none.</summary>
    public static NumberText Parse(string text)
    {
        var characters = Digits(text);
        if (characters is null)
            return default;
        int points = 0, commas = 0, last = -1, exponent = characters.Length;
        for (var i = 0; i < characters.Length; i++)
        {
            if (characters[i] == 'E')
            {
                exponent = i;
                break;
            }
            if (characters[i] is not ('.' or ','))
                continue;
            last = i;
            if (characters[i] == '.')
                points++;
            else
                commas++;
        }
        var own = DecimalMark.Unknown;
        if (last >= 0)
        {
            var lastIsPoint = characters[last] == '.';
            if (points > 0 && commas > 0)
                own = Mark(lastIsPoint);
            else if (points + commas > 1)
                own = Mark(!lastIsPoint);
            else if (exponent < characters.Length || exponent - last != 4 || last is 0 or > 3 || characters[0] == '0')
                own = Mark(lastIsPoint);
        }
        return new NumberText(characters, points + commas, last, own);
    }

    /// <summary>The value.</summary>
    /// <param name="style">How the table writes numbers.</param>
    /// <param name="whole">True where the field holds whole numbers.</param>
    /// <param name="guessed">True when another reading is as good.</param>
    /// <returns>The value, 0 or more; null when the text is no such number.</returns>
    public double? Read(NumberStyle style, bool whole, out bool guessed)
    {
        guessed = false;
        if (_characters is null)
            return null;
        var mark = _own;
        if (_separators == 1 && mark == DecimalMark.Unknown)
        {
            mark = style.Proved;
            if (mark == DecimalMark.Unknown)
            {
                var asGroup = Mark(_characters[_separator] != '.');
                mark = whole || style.Likely == DecimalMark.Unknown ? asGroup : style.Likely;
                guessed = whole
                    ? style.Likely != DecimalMark.Unknown && style.Likely != asGroup
                    : true;
            }
        }
        var plain = mark switch
        {
            DecimalMark.Comma => Ungroup(_characters, group: '.', point: ','),
            DecimalMark.Point => Ungroup(_characters, group: ',', point: '.'),
            _ => _characters,
        };
        return plain is not null
            && double.TryParse(plain, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
                CultureInfo.InvariantCulture, out var value)
            && value is >= 0 and < 1e18
            ? value
            : null;
    }

    private static DecimalMark Mark(bool isPoint) => isPoint ? DecimalMark.Point : DecimalMark.Comma;

    /// <summary>ASCII digits, separators and exponent of a text, without spaces; null when it is no number.</summary>
    private static string? Digits(string text)
    {
        if (text.Length > MaxLength)
            return null;
        var characters = new char[text.Length];
        var length = 0;
        var end = text.Length;
        if (end > 0 && text[end - 1] == '%')
            end = text.Substring(0, end - 1).TrimEnd().Length;
        for (var i = 0; i < end; i++)
        {
            var c = text[i];
            var digit = CharUnicodeInfo.GetDecimalDigitValue(c);
            if (digit >= 0)
                characters[length++] = (char)('0' + digit);
            else if (c is '.' or ',')
                characters[length++] = c;
            else if (c == '\u066B')
                characters[length++] = ',';
            else if (c is 'e' or 'E' && length > 0)
                characters[length++] = 'E';
            else if (c is '+' or '-' && (length > 0 ? characters[length - 1] == 'E' : c == '+'))
                characters[length++] = c;
            else if (!IsGroupingSpace(c) || length == 0 || i + 1 == end)
                return null;
        }
        var digits = new string(characters, 0, length).TrimStart('+');
        return digits.Length > 0 && digits.Any(char.IsDigit) ? digits : null;
    }

    private static bool IsGroupingSpace(char c) =>
        c is ' ' or '\u00A0' or '\u202F' or '\u2009' or '\'' or '\u2019' or '\u066C';

    /// <summary>
    /// Takes grouping out (groups of three; of two where India writes) and makes the decimal a point.
    /// </summary>
    private static string? Ungroup(string characters, char group, char point)
    {
        var decimalAt = characters.IndexOf(point);
        if (decimalAt >= 0 && characters.IndexOf(point, decimalAt + 1) >= 0)
            return null;
        var whole = decimalAt < 0 ? characters : characters.Substring(0, decimalAt);
        var rest = decimalAt < 0 ? "" : characters.Substring(decimalAt + 1);
        if (rest.Split(group).Length > 1)
            return null;
        var groups = whole.Split(group);
        for (var i = 0; i < groups.Length && groups.Length > 1; i++)
        {
            var isLast = i == groups.Length - 1;
            if (groups[i].Length > 3 || groups[i].Length == 0 || (i > 0 && groups[i].Length < (isLast ? 3 : 2)))
                return null;
        }
        return string.Concat(groups) + (decimalAt < 0 ? "" : "." + rest);
    }
}
