using AzMigrate.Guests.Bytes;

namespace AzMigrate.Guests.Registry;

/// <summary>
/// A registry hive in its file, read-only (msuhanov's regf specification). Cells are read where they are, so that a
/// value's place on the disk is known.
/// </summary>
internal sealed class RegistryHive
{
    private const int HeaderBytes = 4096;
    private const int ChecksumOffset = 508;
    private const int MaxCellBytes = 1 << 20;

    // A name has up to 255 letters, and little is around it.
    private const int MaxNamedBytes = 4096;
    private readonly GuestBytes _file;
    private readonly long _binsBytes;
    private readonly uint _root;

    public RegistryHive(GuestBytes file)
    {
        _file = file;
        var header = file.Block(0, HeaderBytes);
        if (!header.Has(0, "regf"u8))
            throw header.Damaged(0, "it is no registry hive");
        if (header.U32(20) != 1 || header.U32(24) > 6 || header.U32(28) != 0)
            throw GuestErrors.Unsupported(file.Name, "is a registry hive of an unknown version");
        Sequence = header.U32(4);
        IsClean = Sequence == header.U32(8) && Checksum(header) == header.U32(ChecksumOffset);
        _root = header.U32(36);
        // A file is longer than its bins at times; it may not be shorter.
        _binsBytes = header.U32(40);
        if (_binsBytes > file.Length - HeaderBytes)
            throw header.Damaged(40, "the hive's content is said to be beyond the file's end");
    }

    /// <summary>In the words of messages.</summary>
    public string Name => _file.Name;

    /// <summary>Counts its writes.</summary>
    public uint Sequence { get; }

    /// <summary>
    /// True when its two numbers agree and its checksum is right: it was written whole. Windows replays the logs into
    /// any other, over what would be changed here.
    /// </summary>
    public bool IsClean { get; }

    public RegistryKey Root => new(this, "", Key(_root));

    /// <summary>Where a number of four bytes is on the disk; null when it is in no piece of it.</summary>
    public DiskPlace? Locate(long offset) => _file.Locate(offset, sizeof(uint));

    /// <summary>A cell in use: its content, without its length.</summary>
    public Block Cell(uint offset) => Cell(offset, MaxCellBytes);

    /// <summary>A cell that is a value.</summary>
    public Block Value(uint offset)
    {
        var cell = Cell(offset, MaxNamedBytes);
        return cell.Has(0, "vk"u8) ? cell : throw cell.Damaged(0, "a value has no signature");
    }

    /// <summary>A cell that is a key.</summary>
    public Block Key(uint offset)
    {
        var cell = Cell(offset, MaxNamedBytes);
        return cell.Has(0, "nk"u8) ? cell : throw cell.Damaged(0, "a key has no signature");
    }

    private Block Cell(uint offset, int limit)
    {
        if (offset % 8 != 0 || offset > _binsBytes - 8)
            throw GuestErrors.Damaged(Name, HeaderBytes + (long)offset, "a cell is said to be where none can be");
        var at = HeaderBytes + (long)offset;
        var size = -(long)(int)_file.Block(at, 4).U32(0);
        if (size < 8 || size > limit || size % 8 != 0 || offset + size > _binsBytes)
            throw GuestErrors.Damaged(Name, at, "a cell that is not in use, or has an impossible length");
        return _file.Block(at + 4, size - 4);
    }

    private static uint Checksum(Block header)
    {
        uint sum = 0;
        for (var at = 0; at < ChecksumOffset; at += 4)
            sum ^= header.U32(at);
        return sum switch { uint.MaxValue => uint.MaxValue - 1, 0 => 1, _ => sum };
    }
}
