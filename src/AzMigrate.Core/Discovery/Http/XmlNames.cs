using System.Runtime.CompilerServices;
using System.Text;
using System.Xml;

namespace AzMigrate.Discovery.Http;

/// <summary>A name as it stands in an answer.</summary>
internal sealed class XmlName(byte[] bytes, uint hash, string prefix, string local)
{
    /// <summary>What it is found by.</summary>
    public uint Hash { get; } = hash;

    /// <summary>The name with its prefix.</summary>
    public byte[] Bytes { get; } = bytes;

    /// <summary>What is before the colon; empty for none.</summary>
    public string Prefix { get; } = prefix;

    /// <summary>What is behind the colon.</summary>
    public string Local { get; } = local;

    /// <summary>The next name of the same bucket.</summary>
    public XmlName? Next { get; set; }

    /// <summary>True when it is the same name, though not the same object.</summary>
    public bool IsSame(XmlName other) =>
        Hash == other.Hash && Bytes.Length == other.Bytes.Length && XmlNames.Begins(Bytes, other.Bytes);
}

/// <summary>The names of answers, each made and checked once. Several readers may ask at once.</summary>
internal sealed class XmlNames
{
    private const int Buckets = 64;

    // Real answers have some hundred, all of them short; what one makes up beyond that is not kept in memory for it.
    private const int MostKept = 4096;
    private const int LongestKept = 128;
    private const int Longest = 1024;
    private readonly XmlName?[] _buckets = new XmlName?[Buckets];
    private int _kept;

    /// <summary>The name at the start of a tag or of an attribute.</summary>
    /// <exception cref="XmlException">There is none.</exception>
    [MethodImpl(Compiled.AtOnce)]
    public XmlName At(ReadOnlySpan<byte> text)
    {
        uint hash = 2166136261;
        var length = 0;
        for (; length < text.Length && text[length] > ' ' && text[length] != '='; length++)
            hash = (hash ^ text[length]) * 16777619;
        ref var first = ref _buckets[(hash ^ (hash >> 16)) % Buckets];
        for (var name = first; name is not null; name = name.Next)
        {
            if (name.Hash == hash && name.Bytes.Length == length && Begins(text, name.Bytes))
                return name;
        }
        var made = Make(text.Slice(0, length), hash);
        if (length <= LongestKept)
            Keep(made, ref first);
        return made;
    }

    // Who reads meanwhile sees the bucket as it was or as it will be. A name that two make at once is there twice.
    private void Keep(XmlName made, ref XmlName? first)
    {
        lock (_buckets)
        {
            if (_kept == MostKept)
                return;
            _kept++;
            made.Next = first;
            Volatile.Write(ref first, made);
        }
    }

    /// <summary>True when a text begins with some bytes.</summary>
    [MethodImpl(Compiled.AtOnce)]
    public static bool Begins(ReadOnlySpan<byte> text, byte[] bytes)
    {
        if (text.Length < bytes.Length)
            return false;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (text[i] != bytes[i])
                return false;
        }
        return true;
    }

    private static XmlName Make(ReadOnlySpan<byte> bytes, uint hash)
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
        var prefix = colon < 0 ? "" : text.Substring(0, colon);
        return new XmlName(bytes.ToArray(), hash, prefix, Known(text.Substring(colon + 1)));
    }

    // The very object that the code compares it with, where it does: two that are one need no look at their characters.
    private static string Known(string local) => string.IsInterned(local) ?? local;
}
