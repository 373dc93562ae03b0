using System.Buffers.Binary;
using AzMigrate.Replication.Files;

namespace AzMigrate.Replication.DiskFormats.Vhdx;

/// <summary>The newer of the two headers ([MS-VHDX] 2.2.2).</summary>
/// <param name="DataWriteId">Changes with the disk's content.</param>
/// <param name="LogId">Of the entries that are to be replayed; empty when there are none.</param>
/// <param name="Log">Where the log is.</param>
internal sealed record VhdxHeader(Guid DataWriteId, Guid LogId, DiskExtent Log)
{
    private const int Bytes = 4096;
    private const int FirstOffset = 1 << 16;
    private const int SecondOffset = 2 << 16;
    private const int MaxLogBytes = 64 << 20;

    public static VhdxHeader Read(DiskFile file)
    {
        var newest = new[] { ReadOne(file, FirstOffset), ReadOne(file, SecondOffset) }
            .Where(header => header is not null).OrderByDescending(header => SequenceOf(header!)).FirstOrDefault()
            ?? throw DiskErrors.Damaged(file.Path, FirstOffset, "neither header of the VHDX has the right checksum");
        if (BinaryPrimitives.ReadUInt16LittleEndian(newest.AsSpan(66)) != 1)
        {
            throw DiskErrors.Unsupported(
                file.Path, "is a VHDX of an unknown version", "Convert it to a VHDX of version 1.");
        }
        var log = new DiskExtent(
            BinaryPrimitives.ReadInt64LittleEndian(newest.AsSpan(72)),
            BinaryPrimitives.ReadUInt32LittleEndian(newest.AsSpan(68)));
        var header = new VhdxHeader(
            new Guid(newest.AsSpan(32, 16).ToArray()), new Guid(newest.AsSpan(48, 16).ToArray()), log);
        if (header.LogId != Guid.Empty)
            header.CheckLog(file, BinaryPrimitives.ReadUInt16LittleEndian(newest.AsSpan(64)));
        return header;
    }

    private static ulong SequenceOf(byte[] header) => BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(8));

    private static byte[]? ReadOne(DiskFile file, long offset)
    {
        if (file.Length < offset + Bytes)
            throw DiskErrors.Truncated(file.Path, offset + Bytes, "a header of the VHDX");
        var header = new byte[Bytes];
        file.Read(offset, header);
        return header.AsSpan().StartsWith("head"u8) && VhdxChecksum.IsRight(header) ? header : null;
    }

    private void CheckLog(DiskFile file, ushort version)
    {
        if (version != 0)
        {
            throw DiskErrors.Unsupported(
                file.Path, "has a log of an unknown version", "Mount it once in Hyper-V, which replays the log.");
        }
        if (Log.Length is <= 0 or > MaxLogBytes || Log.Length % VhdxRegions.MiB != 0
            || Log.Offset < VhdxRegions.MiB || Log.Offset % VhdxRegions.MiB != 0)
        {
            throw DiskErrors.Damaged(
                file.Path, Log.Offset, "the log is not where a log can be, or not of a log's size");
        }
        if (Log.Offset > file.Length - Log.Length)
            throw DiskErrors.Truncated(file.Path, Log.End, "the end of the log");
    }
}

/// <summary>CRC-32C of a structure whose own field, 4 bytes at 4, counts as zeros.</summary>
internal static class VhdxChecksum
{
    private const int FieldOffset = 4;

    public static bool IsRight(ReadOnlySpan<byte> structure) =>
        BinaryPrimitives.ReadUInt32LittleEndian(structure.Slice(FieldOffset))
            == Crc32C.Finish(Append(Crc32C.Seed, structure));

    /// <summary>Starts the sum with the beginning of a structure.</summary>
    public static uint Append(uint state, ReadOnlySpan<byte> beginning)
    {
        state = Crc32C.Append(state, beginning.Slice(0, FieldOffset));
        state = Crc32C.Append(state, stackalloc byte[sizeof(uint)]);
        return Crc32C.Append(state, beginning.Slice(FieldOffset + sizeof(uint)));
    }
}
