using System.Text;
using AzMigrate.Guests.Bytes;

namespace AzMigrate.Guests.Registry;

/// <summary>A key of a hive. Names are found without regard to case.</summary>
internal sealed class RegistryKey
{
    private const uint None = 0xFFFF_FFFF;
    private const int MaxKeys = 100_000;
    private const int MaxListDepth = 2;
    private readonly RegistryHive _hive;
    private readonly Block _cell;

    public RegistryKey(RegistryHive hive, string path, Block cell) => (_hive, Path, _cell) = (hive, path, cell);

    /// <summary>From the hive's root, with backslashes between.</summary>
    public string Path { get; }

    /// <summary>Its own name.</summary>
    public string Name => NameOf(_cell);

    /// <summary>The key at a path of names between backslashes, or null.</summary>
    public RegistryKey? Find(string path)
    {
        var key = this;
        foreach (var name in path.Split('\\'))
        {
            if (key.Keys().FirstOrDefault(
                below => string.Equals(below.Name, name, StringComparison.OrdinalIgnoreCase)) is not RegistryKey found)
                return null;
            key = found;
        }
        return key;
    }

    public IEnumerable<RegistryKey> Keys()
    {
        if (_cell.U32(20) == 0)
            yield break;
        var count = 0;
        foreach (var offset in Listed(_cell.U32(28), 0))
        {
            if (++count > MaxKeys)
                throw _cell.Damaged(20, "a key has more keys than one can have");
            var cell = _hive.Key(offset);
            yield return new RegistryKey(_hive, Path.Length == 0 ? NameOf(cell) : $"{Path}\\{NameOf(cell)}", cell);
        }
    }

    /// <summary>The value with a name, which is empty for the default one; null when there is none.</summary>
    public RegistryValue? Value(string name) =>
        Values().FirstOrDefault(value => string.Equals(value.Name, name, StringComparison.OrdinalIgnoreCase));

    public IEnumerable<RegistryValue> Values()
    {
        var count = _cell.U32(36);
        if (count == 0)
            yield break;
        if (count > MaxKeys)
            throw _cell.Damaged(36, "a key has more values than one can have");
        var list = _hive.Cell(_cell.U32(40));
        for (var i = 0; i < (int)count; i++)
            yield return new RegistryValue(_hive, Path, _hive.Value(list.U32(i * 4)));
    }

    // lf and lh have hints for the search beside each key, li has none, ri lists lists.
    private IEnumerable<uint> Listed(uint offset, int depth)
    {
        if (offset == None)
            yield break;
        var list = _hive.Cell(offset);
        var isList = list.Has(0, "ri"u8);
        var step = list.Has(0, "lf"u8) || list.Has(0, "lh"u8) ? 8 : isList || list.Has(0, "li"u8) ? 4 : 0;
        if (step == 0 || depth == MaxListDepth)
            throw list.Damaged(0, "a list of keys is none");
        for (var i = 0; i < list.U16(2); i++)
        {
            var entry = list.U32(4 + i * step);
            if (!isList)
                yield return entry;
            else
                foreach (var below in Listed(entry, depth + 1))
                    yield return below;
        }
    }

    private static string NameOf(Block cell) => NameOf(cell, 76, cell.U16(72), (cell.U16(2) & 0x20) != 0);

    internal static string NameOf(Block cell, int at, int length, bool isLatin) =>
        isLatin ? Latin(cell.Bytes(at, length)) : cell.Utf16(at, length);

    private static string Latin(ReadOnlySpan<byte> bytes)
    {
        var name = new StringBuilder(bytes.Length);
        foreach (var letter in bytes)
            name.Append((char)letter);
        return name.ToString();
    }
}
