using System.Text;
using System.Text.RegularExpressions;

namespace AzMigrate.Replication.DiskFormats.Vmdk;

/// <summary>
/// Decodes a descriptor, which says itself in what encoding the names of its files are: UTF-8 at a server, a code page
/// of Windows at a desktop.
/// </summary>
internal static partial class DescriptorText
{
    private const string EncodingPattern = "^[ \\t]*encoding[ \\t]*=[ \\t]*\"?(?<name>[A-Za-z0-9._:-]{1,40})\"?";
    private const RegexOptions PatternOptions =
        RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>The bytes without the mark that some editors put before text.</summary>
    public static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith(Mark) ? bytes.Slice(Mark.Length) : bytes;

    /// <summary>The text, up to the first byte of zeros.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        bytes = WithoutMark(bytes);
        var end = bytes.IndexOf((byte)0);
        var text = bytes.Slice(0, end < 0 ? bytes.Length : end).ToArray();
        var plain = Encoding.UTF8.GetString(text);
        var line = EncodingLine().Match(plain);
        return line.Success && Known(line.Groups["name"].Value) is Encoding named ? named.GetString(text) : plain;
    }

    // Null for what this system does not know, and for what would change the rest of the text.
    private static Encoding? Known(string name)
    {
        try
        {
#if NET8_0_OR_GREATER
            var found = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
#else
            var found = Encoding.GetEncoding(name);
#endif
            return found.GetString([(byte)'R', (byte)'W']) == "RW" ? found : null;
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

#if NET8_0_OR_GREATER
    [GeneratedRegex(EncodingPattern, PatternOptions)]
    private static partial Regex EncodingLine();
#else
    private static readonly Regex Line = new(EncodingPattern, PatternOptions);

    private static Regex EncodingLine() => Line;
#endif
}
