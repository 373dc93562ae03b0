using System.Buffers.Binary;
using AzMigrate.Replication.Files;

namespace AzMigrate.Replication.DiskFormats.Vmdk;

/// <summary>The header of a sparse extent: KDMV, of hosted disks, or COWD, of snapshots on an older VMFS.</summary>
internal sealed record VmdkSparseHeader
{
    public const int Bytes = 512;
    private const long AtEnd = -1;
    private const uint HasNewLineCheck = 1;
    private const uint HasZeroGrains = 4;
    private const uint IsCompressed = 1 << 16;

    public required long CapacityBytes { get; init; }

    public required long GrainBytes { get; init; }

    /// <summary>Entries of a grain table.</summary>
    public required int TableEntries { get; init; }

    /// <summary>Bytes into the file.</summary>
    public required long Directory { get; init; }

    /// <summary>Where the text is; its length is 0 when the extent is a piece of a disk.</summary>
    public DiskExtent Descriptor { get; init; }

    /// <summary>An entry of 1 says zeros, whatever the parent has.</summary>
    public bool KnowsZeroGrains { get; init; }

    public bool IsPacked { get; init; }

    /// <summary>Bytes at the file's beginning that are not grains; 0 where the header does not say.</summary>
    public long OverheadBytes { get; init; }

    public static bool IsHosted(ReadOnlySpan<byte> start) => start.StartsWith("KDMV"u8);

    public static bool IsSnapshot(ReadOnlySpan<byte> start) => start.StartsWith("COWD"u8);

    public static VmdkSparseHeader Read(DiskFile file)
    {
        var header = ReadAt(file, 0);
        if (IsSnapshot(header))
            return Checked(file, ParseSnapshot(header));
        if (!IsHosted(header))
            throw DiskErrors.Damaged(file.Path, 0, "a sparse extent of a VMDK does not begin there");
        CheckNewLines(file, header);
        var first = ParseHosted(file, header);
        if (first.Directory != AtEnd * DiskLimits.SectorBytes)
            return Checked(file, first);
        // A disk that was written as a stream: the directory's place was known at the end only.
        var at = file.Length - 2 * Bytes;
        var footer = at > Bytes ? ReadAt(file, at) : header;
        if (at <= Bytes || !IsHosted(footer))
            throw DiskErrors.Truncated(file.Path, file.Length + Bytes, "the footer of a stream-optimized VMDK");
        return Checked(file, ParseHosted(file, footer) with { Descriptor = first.Descriptor });
    }

    private static byte[] ReadAt(DiskFile file, long offset)
    {
        if (file.Length < offset + Bytes)
            throw DiskErrors.Truncated(file.Path, offset + Bytes, "the header of a sparse extent");
        var header = new byte[Bytes];
        file.Read(offset, header);
        return header;
    }

    private static VmdkSparseHeader ParseHosted(DiskFile file, byte[] header)
    {
        var version = UInt32(header, 4);
        if (version is 0 or > 3)
        {
            throw DiskErrors.Unsupported(
                file.Path, FormattableString.Invariant($"is a VMDK of version {version}"),
                "Export it as OVF, whose disks can be read.");
        }
        var flags = UInt32(header, 8);
        return new VmdkSparseHeader
        {
            CapacityBytes = Sectors(header, 12),
            GrainBytes = Sectors(header, 20),
            Descriptor = new DiskExtent(Sectors(header, 28), Sectors(header, 36)),
            TableEntries = (int)Math.Min(UInt32(header, 44), int.MaxValue),
            Directory = Sectors(header, 56),
            OverheadBytes = Sectors(header, 64),
            KnowsZeroGrains = (flags & HasZeroGrains) != 0,
            IsPacked = (flags & IsCompressed) != 0,
        };
    }

    private static VmdkSparseHeader ParseSnapshot(byte[] header) => new()
    {
        CapacityBytes = UInt32(header, 12) * (long)DiskLimits.SectorBytes,
        GrainBytes = UInt32(header, 16) * (long)DiskLimits.SectorBytes,
        TableEntries = 4096,
        Directory = UInt32(header, 20) * (long)DiskLimits.SectorBytes,
    };

    private static VmdkSparseHeader Checked(DiskFile file, VmdkSparseHeader header)
    {
        DiskLimits.CheckCapacity(file.Path, header.CapacityBytes);
        if (header.GrainBytes is <= 0 or > 16 << 20 || (header.GrainBytes & (header.GrainBytes - 1)) != 0)
        {
            throw DiskErrors.Damaged(
                file.Path, 20, FormattableString.Invariant($"a grain cannot have {header.GrainBytes} bytes"));
        }
        if (header.TableEntries is <= 0 or > 1 << 16)
        {
            throw DiskErrors.Damaged(
                file.Path, 44, FormattableString.Invariant($"a grain table cannot have {header.TableEntries} entries"));
        }
        if (header.Directory <= 0)
            throw DiskErrors.Damaged(file.Path, 56, "the grain directory is not where one can be");
        return header;
    }

    // A transfer as text changes these bytes, and others.
    private static void CheckNewLines(DiskFile file, byte[] header)
    {
        if ((UInt32(header, 8) & HasNewLineCheck) != 0 && !header.AsSpan(73, 4).SequenceEqual("\n \r\n"u8))
            throw DiskErrors.Damaged(file.Path, 73, "it was transferred as text, which changed its bytes");
    }

    private static uint UInt32(byte[] header, int offset) =>
        BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(offset));

    // What is no count of sectors at all stays absurd, and is refused where it is used; -1 stays below zero.
    private static long Sectors(byte[] header, int offset)
    {
        var sectors = BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(offset));
        return sectors is > long.MaxValue / DiskLimits.SectorBytes or < -1
            ? long.MaxValue : sectors * DiskLimits.SectorBytes;
    }
}
