using System.Runtime.CompilerServices;
using System.Xml;
using AzMigrate.Discovery.Http;

namespace AzMigrate.Discovery;

/// <summary>
/// Another's text as it is kept and shown. What XML cannot hold, such as &amp;#11; in a note, would break whatever
/// writes it later; and terminals take orders from control characters, those behind 7F among them.
/// </summary>
internal static class PlainText
{
    /// <summary>The text with a blank for each such character; line breaks and tabs stay.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static string Of(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is < ' ' or (>= '\x7F' and < '\xA0') or >= '\uD800' && !IsPlain(text[i]))
                return From(text, i);
        }
        return text;
    }

    private static bool IsPlain(char character) =>
        XmlConvert.IsXmlChar(character) && character is not (>= '\x7F' and < '\xA0');

    private static string From(string text, int start)
    {
        var characters = text.ToCharArray();
        for (var i = start; i < characters.Length; i++)
        {
            if (IsPlain(characters[i]))
                continue;
            if (i + 1 < characters.Length && XmlConvert.IsXmlSurrogatePair(characters[i + 1], characters[i]))
                i++;
            else
                characters[i] = ' ';
        }
        return new string(characters);
    }
}
