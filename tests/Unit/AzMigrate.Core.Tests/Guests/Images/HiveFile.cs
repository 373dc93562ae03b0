using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using AzMigrate.Tests.Guests.Peer;

namespace AzMigrate.Tests.Guests.Images;

/// <summary>
/// Keys and values that hivexregedit puts into a hive, which begins empty and is written by the specification.
/// </summary>
internal sealed class HiveFile
{
    private readonly SortedDictionary<string, SortedDictionary<string, string>> _keys = new(
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Sets a value, in the words of a .reg file such as <c>dword:00000001</c> or <c>"text"</c>.</summary>
    public HiveFile Set(string key, string name, string value)
    {
        if (!_keys.TryGetValue(key, out var values))
            _keys[key] = values = new(StringComparer.OrdinalIgnoreCase);
        values[name] = value;
        return this;
    }

    public HiveFile Set(string key, string name, uint number) =>
        Set(key, name, "dword:" + number.ToString("x8", CultureInfo.InvariantCulture));

    /// <summary>A text of any letters: the tool takes a file's own as Latin.</summary>
    public HiveFile SetText(string key, string name, string text) =>
        Set(key, name, "hex(1):" + Hex(Encoding.Unicode.GetBytes(text + "\0")));

    /// <summary>A value of several texts.</summary>
    public HiveFile SetTexts(string key, string name, params string[] texts) =>
        Set(key, name, "hex(7):"
            + Hex(Encoding.Unicode.GetBytes(string.Concat(texts.Select(text => text + "\0")) + "\0")));

    public HiveFile SetBytes(string key, string name, byte[] bytes) => Set(key, name, "hex:" + Hex(bytes));

    /// <summary>Makes a key that may have no values.</summary>
    public HiveFile Key(string key)
    {
        if (!_keys.ContainsKey(key))
            _keys[key] = new(StringComparer.OrdinalIgnoreCase);
        return this;
    }

    /// <summary>Removes a key and what is below it.</summary>
    public HiveFile Remove(string key)
    {
        foreach (var name in _keys.Keys.Where(name => name.Equals(key, StringComparison.OrdinalIgnoreCase)
            || name.StartsWith(key + "\\", StringComparison.OrdinalIgnoreCase)).ToList())
            _keys.Remove(name);
        return this;
    }

    public HiveFile RemoveValue(string key, string name)
    {
        _keys[key].Remove(name);
        return this;
    }

    public void Write(string path)
    {
        File.WriteAllBytes(path, Empty());
        var text = new StringBuilder("Windows Registry Editor Version 5.00\n");
        // hivexregedit makes a key only below one that is there.
        var keys = _keys.Keys.SelectMany(
            key => key.Split('\\').Select((_, depth) => string.Join('\\', key.Split('\\')[..(depth + 1)])));
        foreach (var key in keys.ToHashSet(StringComparer.OrdinalIgnoreCase))
        {
            var values = _keys.GetValueOrDefault(key) ?? [];
            text.Append(CultureInfo.InvariantCulture, $"\n[{key}]\n");
            foreach (var (name, value) in values)
                text.Append(CultureInfo.InvariantCulture, $"\"{name.Replace("\\", "\\\\")}\"={value}\n");
        }
        File.WriteAllText(path + ".reg", text.ToString());
        GuestPeers.Run("hivexregedit", "--merge", path, path + ".reg");
        File.Delete(path + ".reg");
    }

    /// <summary>A header, and a bin that has the root's key and its security.</summary>
    public static byte[] Empty()
    {
        var hive = new byte[8192];
        "regf"u8.CopyTo(hive);
        U32(hive, 4, 1);
        U32(hive, 8, 1);
        U32(hive, 20, 1);
        U32(hive, 24, 3);
        U32(hive, 32, 1);
        U32(hive, 36, 0x20);
        U32(hive, 40, 4096);
        U32(hive, 44, 1);
        var bin = hive.AsSpan(4096);
        "hbin"u8.CopyTo(bin);
        U32(bin, 8, 4096);
        var root = bin[0x20..];
        U32(root, 0, unchecked((uint)-0x60));
        "nk"u8.CopyTo(root[4..]);
        U32(root, 6, 0x2C);
        foreach (var at in (int[])[20, 32, 36, 44, 52])
            U32(root, at, uint.MaxValue);
        U32(root, 48, 0x80);
        BinaryPrimitives.WriteUInt16LittleEndian(root[76..], 4);
        "ROOT"u8.CopyTo(root[80..]);
        var security = bin[0x80..];
        U32(security, 0, unchecked((uint)-0x40));
        "sk"u8.CopyTo(security[4..]);
        U32(security, 8, 0x80);
        U32(security, 12, 0x80);
        U32(security, 16, 1);
        U32(security, 20, 20);
        security[24] = 1;
        security[27] = 0x80;
        U32(bin[0xC0..], 0, 4096 - 0xC0);
        return Summed(hive);
    }

    /// <summary>Puts the header's checksum right.</summary>
    public static byte[] Summed(byte[] hive)
    {
        uint sum = 0;
        for (var at = 0; at < 508; at += 4)
            sum ^= BinaryPrimitives.ReadUInt32LittleEndian(hive.AsSpan(at));
        U32(hive, 508, sum);
        return hive;
    }

    private static void U32(Span<byte> bytes, int at, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[at..], value);

    private static string Hex(byte[] bytes) =>
        string.Join(',', bytes.Select(value => value.ToString("x2", CultureInfo.InvariantCulture)));
}
