using System.Globalization;
using System.Text;
using AzMigrate.Guests.Bytes;

namespace AzMigrate.Guests.FileSystems.Fat;

/// <summary>
/// FAT12, FAT16 and FAT32 with long names (Microsoft's FAT specification 1.03): what EFI system partitions have.
/// </summary>
internal sealed class FatFileSystem : FileSystem
{
    private const int EntryBytes = 32;
    private const byte LongName = 0x0F;
    private const byte VolumeLabel = 0x08;
    private const byte Folder = 0x10;
    private readonly GuestBytes _volume;
    private readonly FatTable _table;
    private readonly MappedBytes? _root;
    private readonly uint _rootCluster;
    private readonly long _dataOffset;
    private readonly int _clusterBytes;

    public FatFileSystem(GuestBytes volume)
    {
        _volume = volume;
        var boot = volume.Block(0, 512);
        int sectorBytes = boot.U16(11);
        _clusterBytes = boot.U8(13) * sectorBytes;
        var tableSectors = boot.U16(22) != 0 ? boot.U16(22) : boot.U32(36);
        var sectors = boot.U16(19) != 0 ? boot.U16(19) : boot.U32(32);
        var isFat32 = boot.U16(22) == 0;
        long tableOffset = boot.U16(14) * sectorBytes;
        var rootOffset = tableOffset + boot.U8(16) * (long)tableSectors * sectorBytes;
        var rootBytes = (boot.U16(17) * EntryBytes + sectorBytes - 1) / sectorBytes * sectorBytes;
        _dataOffset = rootOffset + rootBytes;
        if (_clusterBytes == 0 || (long)sectors * sectorBytes < _dataOffset || _dataOffset > volume.Length)
            throw boot.Damaged(11, "FAT's measures contradict each other");
        var clusters = ((long)sectors * sectorBytes - _dataOffset) / _clusterBytes;
        var bits = isFat32 ? 32 : clusters < 4085 ? 12 : 16;
        _table = new FatTable(volume, tableOffset, (uint)clusters, bits);
        _rootCluster = boot.U32(44);
        if (!isFat32)
            _root = MappedBytes.Part($"the root folder of {volume.Name}", volume, rootOffset, rootBytes);
        var serial = boot.U32(isFat32 ? 67 : 39);
        Uuid = string.Format(CultureInfo.InvariantCulture, "{0:X4}-{1:X4}", serial >> 16, serial & 0xFFFF);
        Label = boot.Ascii(isFat32 ? 71 : 43, 11).TrimEnd();
    }

    public override FileNode Root { get; } = new("", 0, FileKind.Folder);

    public override string? Uuid { get; }

    public override string Label { get; }

    public override FileNode? Find(FileNode folder, string name) =>
        List(folder).FirstOrDefault(entry => string.Equals(entry.Name, name, StringComparison.OrdinalIgnoreCase));

    public override IEnumerable<FileNode> List(FileNode folder)
    {
        var bytes = folder.Id != 0 ? Chain(folder, Cluster(folder), null) : _root ?? Chain(folder, _rootCluster, null);
        var longName = new StringBuilder();
        for (long at = 0; at + EntryBytes <= Math.Min(bytes.Length, (long)MaxEntries * EntryBytes); at += EntryBytes)
        {
            var entry = bytes.Block(at, EntryBytes);
            var (first, attributes) = (entry.U8(0), entry.U8(11));
            if (first == 0)
                yield break;
            if (first != 0xE5 && attributes == LongName)
            {
                // The parts come last first, and say so.
                if ((first & 0x40) != 0)
                    longName.Clear();
                longName.Insert(0, entry.Utf16(1, 10) + entry.Utf16(14, 12) + entry.Utf16(28, 4));
                continue;
            }
            var name = longName.Length > 0 ? longName.ToString().Split('\0', '\uFFFF')[0] : ShortName(entry);
            longName.Clear();
            if (first is 0xE5 or (byte)'.' || (attributes & VolumeLabel) != 0)
                continue;
            var cluster = ((long)entry.U16(20) << 16) | entry.U16(26);
            yield return new FileNode(name, (cluster << 32) | entry.U32(28),
                (attributes & Folder) != 0 ? FileKind.Folder : FileKind.File);
        }
    }

    public override GuestBytes Open(FileNode file) => Chain(file, Cluster(file), file.Id & uint.MaxValue);

    // A file's id is its first cluster and its size: FAT keeps both in the folder alone.
    private static uint Cluster(FileNode file) => (uint)(file.Id >> 32);

    private MappedBytes Chain(FileNode file, uint first, long? length)
    {
        var name = $"{GuestErrors.Shown(file.Name)} on {_volume.Name}";
        var runs = new List<MappedRun>();
        if (length is not 0)
        {
            foreach (var cluster in _table.Chain(first))
            {
                runs.Add(new MappedRun((long)runs.Count * _clusterBytes, _clusterBytes, _volume,
                    _dataOffset + (cluster - 2L) * _clusterBytes));
                if (runs.Count * (long)_clusterBytes >= length)
                    break;
            }
        }
        var there = (long)runs.Count * _clusterBytes;
        return length > there
            ? throw GuestErrors.Damaged(name, there, "its clusters are fewer than its size")
            : new MappedBytes(name, length ?? there, runs);
    }

    private static string ShortName(Block entry)
    {
        var (name, extension) = (entry.Ascii(0, 8).TrimEnd(), entry.Ascii(8, 3).TrimEnd());
        return extension.Length > 0 ? $"{name}.{extension}" : name;
    }
}
