using System.Globalization;
using System.Text;
using System.Xml;

namespace AzMigrate.Discovery.Import.Xlsx;

/// <summary>
/// The text of one cell or shared string as it is being read; the buffer and short strings are reused.
/// </summary>
internal sealed class CellText
{
    private const int CachedLength = 64;
    private readonly char[] _characters = new char[ImportLimits.CellCharacters + 1];
    // One string a slot: bounded whatever comes, and no list of collisions for an attacker to fill.
    private readonly string?[] _cache = new string?[1 << 14];
    private readonly string _file;

    public CellText(string file) => _file = file;

    public int Length { get; private set; }

    public void Clear() => Length = 0;

    /// <summary>Adds the current node's text.</summary>
    public void Append(XmlReader reader)
    {
        int read;
        while ((read = reader.ReadValueChunk(_characters, Length, _characters.Length - Length)) > 0)
        {
            Length += read;
            if (Length > ImportLimits.CellCharacters)
                throw ImportFailure.TooLarge(_file,
                    FormattableString.Invariant($"a cell has more than {ImportLimits.CellCharacters} characters"));
        }
    }

    /// <summary>The digits of a shared string's index; -1 when it is no such number.</summary>
    public int ToIndex()
    {
        var value = 0;
        if (Length is 0 or > 8)
            return -1;
        for (var i = 0; i < Length; i++)
        {
            if (_characters[i] is < '0' or > '9')
                return -1;
            value = (value * 10) + _characters[i] - '0';
        }
        return value;
    }

    /// <summary>UTF-8 bytes of the text.</summary>
    public int ToUtf8(byte[] bytes) => Encoding.UTF8.GetBytes(_characters, 0, Length, bytes, 0);

    public override string ToString()
    {
        if (Length == 0)
            return "";
        if (Length > CachedLength)
            return Unescape(new string(_characters, 0, Length));
        var hash = 17u;
        for (var i = 0; i < Length; i++)
            hash = (hash * 31) + _characters[i];
        ref var slot = ref _cache[(hash ^ (hash >> 14)) & (_cache.Length - 1)];
        if (slot is null || !Equals(slot))
            slot = new string(_characters, 0, Length);
        return Unescape(slot);
    }

    /// <summary>Excel writes control characters as <c>_x000D_</c>.</summary>
    public static string Unescape(string text)
    {
        var at = text.IndexOf("_x", StringComparison.Ordinal);
        if (at < 0)
            return text;
        var plain = new StringBuilder(text.Length);
        var from = 0;
        for (; at >= 0; at = text.IndexOf("_x", at, StringComparison.Ordinal))
        {
            if (at + 7 <= text.Length && text[at + 6] == '_' && int.TryParse(
                text.Substring(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                plain.Append(text, from, at - from).Append((char)code);
                at += 7;
                from = at;
            }
            else
            {
                at += 2;
            }
        }
        return plain.Append(text, from, text.Length - from).ToString();
    }

    private bool Equals(string text)
    {
        if (text.Length != Length)
            return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != _characters[i])
                return false;
        }
        return true;
    }
}
