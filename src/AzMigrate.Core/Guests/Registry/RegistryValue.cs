using AzMigrate.Guests.Bytes;

namespace AzMigrate.Guests.Registry;

/// <summary>A value of a key.</summary>
internal sealed class RegistryValue
{
    private const uint TypeText = 1;
    private const uint TypeExpandable = 2;
    private const uint TypeNumber = 4;
    private const uint TypeTexts = 7;
    private const uint InCell = 0x8000_0000;
    private const int DataOffset = 8;
    private const int BigDataBytes = 16_344;
    private readonly RegistryHive _hive;
    private readonly Block _cell;

    public RegistryValue(RegistryHive hive, string keyPath, Block cell)
    {
        (_hive, _cell) = (hive, cell);
        Name = RegistryKey.NameOf(cell, 20, cell.U16(2), (cell.U16(16) & 1) != 0);
        Path = $"{keyPath}\\{Name}";
    }

    /// <summary>Empty for the default one.</summary>
    public string Name { get; }

    /// <summary>Its key's path and its name.</summary>
    public string Path { get; }

    /// <summary>The number, when it is one.</summary>
    public uint? Number => NumberBlock()?.U32(0);

    /// <summary>Where the number is on the disk, when it is one and in one piece.</summary>
    public DiskPlace? Place => NumberBlock() is Block number ? _hive.Locate(number.Offset) : null;

    /// <summary>The text, when it is one; the first of several.</summary>
    public string? Text => Texts is [var first, ..] ? first : null;

    /// <summary>The texts, when it is such.</summary>
    public IReadOnlyList<string> Texts
    {
        get
        {
            if (Type is not (TypeText or TypeExpandable or TypeTexts) || Data() is not { Length: > 0 } data)
                return [];
            var texts = data.Utf16(0, data.Length & ~1).Split('\0');
            return Type == TypeTexts ? [.. texts.Where(text => text.Length > 0)] : [texts[0]];
        }
    }

    private uint Type => _cell.U32(12);

    /// <summary>Its bytes; null where they are in pieces, which only long ones are.</summary>
    public Block? Data()
    {
        var size = _cell.U32(4);
        if ((size & InCell) != 0)
            return _cell.Slice(DataOffset, (int)Math.Min(size & ~InCell, 4));
        if (size > BigDataBytes)
            return null;
        return size == 0 ? _cell.Slice(DataOffset, 0) : _hive.Cell(_cell.U32(DataOffset)).Slice(0, (int)size);
    }

    private Block? NumberBlock() => Type == TypeNumber && Data() is { Length: 4 } number ? number : null;
}
