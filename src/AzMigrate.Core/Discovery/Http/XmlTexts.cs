using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Xml;

namespace AzMigrate.Discovery.Http;

/// <summary>
/// Makes the texts of answers; short ones that come again are the same object. Several readers may ask at once.
/// </summary>
internal sealed class XmlTexts
{
    private const int Longest = 64;
    private readonly string?[] _known = new string?[256];

    /// <summary>True when there is nothing but blanks.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static bool IsBlank(ReadOnlySpan<byte> text)
    {
        foreach (var each in text)
        {
            if (each > ' ')
                return false;
        }
        return true;
    }

    /// <summary>True when an XML declaration names another encoding than UTF-8 or its part, ASCII.</summary>
    public static bool NamesOtherEncoding(ReadOnlySpan<byte> declaration)
    {
        var text = Encoding.ASCII.GetString(declaration.ToArray());
        var encoding = text.IndexOf("encoding", StringComparison.Ordinal);
        return encoding >= 0 && text.IndexOf("utf-8", encoding, StringComparison.OrdinalIgnoreCase) < 0
            && text.IndexOf("us-ascii", encoding, StringComparison.OrdinalIgnoreCase) < 0;
    }

    /// <summary>The text of some bytes. What is no UTF-8 becomes the replacement character.</summary>
    /// <exception cref="XmlException">It has a reference that means nothing.</exception>
    [MethodImpl(Compiled.AtOnce)]
    public string Of(byte[] buffer, int start, int length, bool isCData)
    {
        if (length > Longest)
            return Decode(buffer, start, length, isCData);
        var text = buffer.AsSpan(start, length);
        uint hash = isCData ? 1u : 0;
        foreach (var each in text)
            hash = (hash * 31) + each;
        ref var place = ref _known[(hash ^ (hash >> 8)) & (uint)(_known.Length - 1)];
        // Another reader may put its own text there at any moment.
        var known = place;
        return known is not null && IsSame(known, text) ? known
            : place = Plain(text) ?? Decode(buffer, start, length, isCData);
    }

    // A text with a reference is never its own bytes, so it is found new each time.
    [MethodImpl(Compiled.AtOnce)]
    private static bool IsSame(string known, ReadOnlySpan<byte> text)
    {
        if (known.Length != text.Length)
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (known[i] != text[i] || text[i] is (byte)'&' or (byte)'\r' or >= 0x80)
                return false;
        }
        return true;
    }

    // The text that is its own bytes; null for any other.
    [MethodImpl(Compiled.AtOnce)]
    private static string? Plain(ReadOnlySpan<byte> text)
    {
        Span<char> plain = stackalloc char[Longest];
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is (byte)'&' or (byte)'\r' or >= 0x80)
                return null;
            plain[i] = (char)text[i];
        }
        return plain.Slice(0, text.Length).ToString();
    }

    private static string Decode(byte[] buffer, int start, int length, bool isCData)
    {
        var text = Encoding.UTF8.GetString(buffer, start, length);
        var bytes = buffer.AsSpan(start, length);
        if (bytes.IndexOf((byte)'\r') >= 0)
            text = text.Replace("\r\n", "\n").Replace('\r', '\n');
        return isCData || bytes.IndexOf((byte)'&') < 0 ? text : Resolve(text);
    }

    [MethodImpl(Compiled.AtOnce)]
    private static string Resolve(string text)
    {
        // No reference is shorter than what it means.
        var resolved = new char[text.Length];
        var length = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] != '&')
            {
                resolved[length++] = text[at];
                continue;
            }
            var end = text.IndexOf(';', at);
            if (end < 0)
                throw Unknown();
            foreach (var each in Meaning(text.Substring(at + 1, end - at - 1)))
                resolved[length++] = each;
            at = end;
        }
        return new string(resolved, 0, length);
    }

    private static string Meaning(string reference) => reference switch
    {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        ['#', 'x', .. var hexadecimal] => Character(hexadecimal, NumberStyles.AllowHexSpecifier),
        ['#', .. var number] => Character(number, NumberStyles.None),
        _ => throw Unknown(),
    };

    private static string Character(string number, NumberStyles style) =>
        int.TryParse(number, style, CultureInfo.InvariantCulture, out var code)
            && code is >= 0 and <= 0x10FFFF
            ? code <= char.MaxValue ? ((char)code).ToString() : char.ConvertFromUtf32(code) : throw Unknown();

    private static XmlException Unknown() => new("A reference is of no known entity.");
}
