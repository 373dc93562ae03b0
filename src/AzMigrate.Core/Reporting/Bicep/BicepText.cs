using System.Globalization;
using System.Text;

namespace AzMigrate.Reporting.Bicep;

/// <summary>Text from the inventory as Bicep: a string stays a string, a comment stays in its line.</summary>
internal static class BicepText
{
    private const int MaxComment = 100;

    /// <summary>A string literal with its quotes.</summary>
    public static string String(string text) => $"'{Inner(text)}'";

    /// <summary>What stands between the quotes of a literal.</summary>
    public static string Inner(string text)
    {
        var literal = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            switch (letter)
            {
                case '\\':
                    literal.Append("\\\\");
                    break;
                case '\'':
                    literal.Append("\\'");
                    break;
                case '$' when i + 1 < text.Length && text[i + 1] == '{':
                    literal.Append("\\$");
                    break;
                case '\n':
                    literal.Append("\\n");
                    break;
                case '\r':
                    literal.Append("\\r");
                    break;
                case '\t':
                    literal.Append("\\t");
                    break;
                default:
                    if (IsPlain(letter))
                        literal.Append(letter);
                    else if (char.IsHighSurrogate(letter) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                        literal.Append(letter).Append(text[++i]);
                    else
                        literal.Append(char.IsSurrogate(letter) ? "\uFFFD"
                            : "\\u{" + ((int)letter).ToString("x", CultureInfo.InvariantCulture) + "}");
                    break;
            }
        }
        return literal.ToString();
    }

    /// <summary>What can stand behind <c>//</c>: one line of plain letters, and not without end.</summary>
    public static string Comment(string text) =>
        new(text.Take(MaxComment).Select(letter => IsPlain(letter) ? letter : ' ').ToArray());

    /// <summary>A name of a property or tag: bare where it can be, else as a string.</summary>
    public static string Name(string text) =>
        text.Length > 0 && !char.IsDigit(text[0])
        && text.All(letter => letter is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9' or '_')
            ? text : String(text);

    // Line ends of Unicode end a comment for some readers.
    private static bool IsPlain(char letter) =>
        !char.IsControl(letter) && !char.IsSurrogate(letter)
        && letter is not ('\u2028' or '\u2029' or '\uFFFE' or '\uFFFF' or '\uFEFF');
}
