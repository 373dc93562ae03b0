using System.Buffers.Binary;
using System.Globalization;
using AzMigrate.Guests.Bytes;

namespace AzMigrate.Guests.FileSystems.Ntfs;

/// <summary>
/// NTFS 3.x, by the layout that the Linux driver and ntfs-3g document (layout.h). Names are found without regard to
/// case.
/// </summary>
internal sealed class NtfsFileSystem : FileSystem
{
    private const long VolumeFile = 3;
    private const long RootFolder = 5;
    private const long UpperCaseFile = 10;
    private const int UpperCaseBytes = 128 << 10;
    private const ushort DirtyFlag = 1;
    private readonly GuestBytes _volume;
    private readonly NtfsFileTable _table;
    private readonly int _clusterBytes;
    private readonly Lazy<char[]> _upperCase;

    public NtfsFileSystem(GuestBytes volume)
    {
        _volume = volume;
        var boot = volume.Block(0, 512);
        int sectorBytes = boot.U16(11);
        if (sectorBytes is not (512 or 1024 or 2048 or 4096))
            throw boot.Damaged(11, "NTFS has sectors of an impossible size");
        _clusterBytes = Size(boot.U8(13), sectorBytes, 2 << 20)
            ?? throw boot.Damaged(13, "NTFS has clusters of an impossible size");
        var recordBytes = Size((sbyte)boot.U8(64)) ?? throw boot.Damaged(64, "NTFS has records of an impossible size");
        var table = boot.U64(48);
        if (table > (ulong)(volume.Length / _clusterBytes))
            throw boot.Damaged(48, "the file table is said to be beyond the volume's end");
        Uuid = boot.U64(72).ToString("X16", CultureInfo.InvariantCulture);
        _table = new NtfsFileTable(volume, _clusterBytes, recordBytes, (long)table * _clusterBytes);
        _upperCase = new Lazy<char[]>(ReadUpperCase);
    }

    public override FileNode Root { get; } = new("", RootFolder, FileKind.Folder);

    public override string? Uuid { get; }

    public override string Label =>
        _table.Attributes(VolumeFile, NtfsAttribute.VolumeName, "") is [{ IsResident: true } name, ..]
            ? name.Value.Utf16(0, name.Value.Length) : "";

    public override bool IsDirty =>
        _table.Attributes(VolumeFile, NtfsAttribute.VolumeInformation, "") is [{ IsResident: true } information, ..]
            && (information.Value.U16(10) & DirtyFlag) != 0;

    public override FileNode? Find(FileNode folder, string name) => Index(folder).Find(name);

    public override IEnumerable<FileNode> List(FileNode folder) =>
        Index(folder).List().Where(entry => entry.Id != RootFolder).Take(MaxEntries);

    public override GuestBytes Open(FileNode file) =>
        _table.Open(file.Id, NtfsAttribute.Data, "", $"{GuestErrors.Shown(file.Name)} on {_volume.Name}")
            ?? throw GuestErrors.Damaged(_volume.Name, file.Id, $"the file {GuestErrors.Shown(file.Name)} has no data");

    private NtfsIndex Index(FileNode folder) =>
        new(_table, folder.Id, _volume.Name, _clusterBytes, letter => _upperCase.Value[letter]);

    private char[] ReadUpperCase()
    {
        var bytes = _table.Open(UpperCaseFile, NtfsAttribute.Data, "", $"the table of upper case of {_volume.Name}");
        if (bytes?.Length != UpperCaseBytes)
            throw GuestErrors.Damaged(_volume.Name, UpperCaseFile, "the table of upper case has another size");
        var block = bytes.Block(0, UpperCaseBytes);
        var letters = new char[UpperCaseBytes / 2];
        for (var i = 0; i < letters.Length; i++)
            letters[i] = (char)BinaryPrimitives.ReadUInt16LittleEndian(block.Bytes(i * 2, 2));
        return letters;
    }

    // Sectors a cluster: a power of two, or, above 128, the power of two itself as a negative number.
    private static int? Size(byte sectors, int sectorBytes, int limit)
    {
        var count = sectors <= 128 ? sectors : 256 - sectors <= 15 ? 1 << (256 - sectors) : 0;
        return count > 0 && (count & (count - 1)) == 0 && (long)count * sectorBytes <= limit
            ? count * sectorBytes : null;
    }

    // Clusters a record, or the power of two of its bytes as a negative number.
    private int? Size(sbyte clusters)
    {
        var bytes = clusters > 0 ? (long)clusters * _clusterBytes : clusters is <= -9 and >= -16 ? 1L << -clusters : 0;
        return bytes is >= 512 and <= 1 << 16 && (bytes & (bytes - 1)) == 0 ? (int)bytes : null;
    }
}
