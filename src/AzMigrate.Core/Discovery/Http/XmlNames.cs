using System.Text;
using System.Xml;

namespace AzMigrate.Discovery.Http;

/// <summary>A name as it stands in an answer.</summary>
internal sealed class XmlName(byte[] bytes, string prefix, string local)
{
    /// <summary>The name with its prefix.</summary>
    public byte[] Bytes { get; } = bytes;

    /// <summary>What is before the colon; empty for none.</summary>
    public string Prefix { get; } = prefix;

    /// <summary>What is behind the colon.</summary>
    public string Local { get; } = local;

    /// <summary>The next name of the same bucket.</summary>
    public XmlName? Next { get; set; }
}

/// <summary>The names of an answer, each made and checked once.</summary>
internal sealed class XmlNames
{
    private const int Buckets = 64;

    // A real answer has some hundred; one that makes up more is not kept in memory for that.
    private const int MostKept = 4096;
    private const int Longest = 1024;
    private readonly XmlName?[] _buckets = new XmlName?[Buckets];
    private int _kept;

    /// <summary>Bytes of the name at the start of a tag or of an attribute.</summary>
    public static int LengthOf(ReadOnlySpan<byte> text)
    {
        var length = 0;
        while (length < text.Length && text[length] > ' ' && text[length] != '=')
            length++;
        return length;
    }

    /// <summary>The name of these bytes.</summary>
    /// <exception cref="XmlException">They are none.</exception>
    public XmlName Of(ReadOnlySpan<byte> bytes)
    {
        uint hash = 2166136261;
        foreach (var each in bytes)
            hash = (hash ^ each) * 16777619;
        ref var first = ref _buckets[(hash ^ (hash >> 16)) % Buckets];
        for (var name = first; name is not null; name = name.Next)
        {
            if (bytes.SequenceEqual(name.Bytes))
                return name;
        }
        var made = Make(bytes);
        if (_kept < MostKept)
        {
            _kept++;
            made.Next = first;
            first = made;
        }
        return made;
    }

    private static XmlName Make(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is 0 or > Longest || bytes[0] is (>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'.')
            throw new XmlException("A name is none.");
        foreach (var each in bytes)
        {
            var isFit = each is (>= (byte)'a' and <= (byte)'z') or (>= (byte)'A' and <= (byte)'Z')
                or (>= (byte)'0' and <= (byte)'9') or (byte)'_' or (byte)'-' or (byte)'.' or (byte)':' or >= 0x80;
            if (!isFit)
                throw new XmlException("A name is none.");
        }
        var text = Encoding.UTF8.GetString(bytes.ToArray());
        var colon = text.IndexOf(':');
        if (colon == 0 || colon == text.Length - 1 || text.LastIndexOf(':') != colon)
            throw new XmlException("A name is none.");
        return new XmlName(bytes.ToArray(), colon < 0 ? "" : text.Substring(0, colon), text.Substring(colon + 1));
    }
}
