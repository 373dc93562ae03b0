using System.Buffers;
using System.Buffers.Binary;
using AzMigrate.Replication.Files;

namespace AzMigrate.Replication.DiskFormats.Vhdx;

/// <summary>
/// Replays the log of a VHDX that was not closed cleanly ([MS-VHDX] 2.3): finds the newest whole sequence of entries in
/// the ring, and lays what they changed over the file. Nothing is written.
/// </summary>
internal sealed class VhdxLog
{
    private const int SectorBytes = 4096;
    private const int HeaderBytes = 64;
    private const int DescriptorBytes = 32;
    private const int ChunkBytes = 1 << 16;
    private readonly DiskFile _file;
    private readonly VhdxHeader _header;
    private long _bytesLeft;

    private VhdxLog(DiskFile file, VhdxHeader header)
    {
        (_file, _header) = (file, header);
        // A sound log is read little more than once; a hostile one could make every sector the start of a long entry.
        _bytesLeft = header.Log.Length * 8;
    }

    /// <summary>The file as its log says it is.</summary>
    public static VhdxReplayedFile Replay(DiskFile file, VhdxHeader header)
    {
        var replayed = new VhdxReplayedFile(file);
        if (header.LogId != Guid.Empty)
            new VhdxLog(file, header).Lay(replayed);
        return replayed;
    }

    private void Lay(VhdxReplayedFile replayed)
    {
        var entries = NewestSequence();
        if (entries.Count == 0)
            throw DiskErrors.Damaged(_file.Path, _header.Log.Offset, "the log is in use, and has no whole entry");
        var flushed = entries[entries.Count - 1].FlushedFileBytes;
        if (flushed > _file.Length)
            throw DiskErrors.Truncated(_file.Path, flushed, "what the log builds on");
        foreach (var entry in entries)
        {
            replayed.Grow(entry.LastFileBytes);
            Lay(entry, replayed);
        }
    }

    private List<Entry> NewestSequence()
    {
        List<Entry> newest = [];
        for (long start = 0; start < _header.Log.Length;)
        {
            var sequence = SequenceAt(start);
            var tail = sequence.Count == 0
                ? -1 : sequence.FindIndex(entry => entry.Start == sequence[sequence.Count - 1].Tail);
            if (tail < 0)
            {
                start += SectorBytes;
                continue;
            }
            if (newest.Count == 0 || sequence[sequence.Count - 1].Number > newest[newest.Count - 1].Number)
                newest = sequence.GetRange(tail, sequence.Count - tail);
            var last = sequence[sequence.Count - 1];
            var next = (last.Start + last.Length) % _header.Log.Length;
            if (next <= start)
                break;
            start = next;
        }
        return newest;
    }

    private List<Entry> SequenceAt(long start)
    {
        List<Entry> sequence = [];
        long total = 0;
        while (ReadEntry(start) is Entry entry && total + entry.Length <= _header.Log.Length
            && (sequence.Count == 0 || entry.Number == sequence[sequence.Count - 1].Number + 1))
        {
            sequence.Add(entry);
            total += entry.Length;
            start = (start + entry.Length) % _header.Log.Length;
        }
        return sequence;
    }

    // Null where no valid entry is.
    private Entry? ReadEntry(long start)
    {
        var header = new byte[HeaderBytes];
        ReadRing(start, header);
        var entry = new Entry(
            start,
            Length: BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(8)),
            Tail: BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(12)),
            Number: BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(16)),
            Descriptors: BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(24)),
            FlushedFileBytes: BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(48)),
            LastFileBytes: BinaryPrimitives.ReadInt64LittleEndian(header.AsSpan(56)));
        var isSound = header.AsSpan().StartsWith("loge"u8)
            && new Guid(header.AsSpan(32, 16).ToArray()) == _header.LogId && entry.Number > 0
            && entry.Length > 0 && entry.Length % SectorBytes == 0 && entry.Length <= _header.Log.Length
            && entry.Tail % SectorBytes == 0 && entry.Tail < _header.Log.Length
            && entry.DescriptorsEnd <= entry.Length;
        return isSound && IsWhole(entry, header) ? entry : null;
    }

    private bool IsWhole(Entry entry, byte[] header)
    {
        _bytesLeft -= entry.Length;
        if (_bytesLeft < 0)
            throw DiskErrors.Damaged(_file.Path, _header.Log.Offset, "the log has entries in entries");
        var chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            var state = VhdxChecksum.Append(Crc32C.Seed, header);
            for (long done = HeaderBytes; done < entry.Length;)
            {
                var part = chunk.AsMemory(0, (int)Math.Min(ChunkBytes, entry.Length - done));
                ReadRing((entry.Start + done) % _header.Log.Length, part);
                state = Crc32C.Append(state, part.Span);
                done += part.Length;
            }
            return Crc32C.Finish(state) == BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(4));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }

    private void Lay(Entry entry, VhdxReplayedFile replayed)
    {
        var data = entry.DescriptorsEnd;
        var descriptor = new byte[DescriptorBytes];
        for (long i = 0; i < entry.Descriptors; i++)
        {
            ReadRing(Ring(entry, HeaderBytes + i * DescriptorBytes), descriptor);
            var offset = BinaryPrimitives.ReadInt64LittleEndian(descriptor.AsSpan(16));
            var number = BinaryPrimitives.ReadUInt64LittleEndian(descriptor.AsSpan(24));
            if (number != entry.Number || offset < 0 || offset % SectorBytes != 0)
                throw Broken(entry, "a descriptor is not of its entry");
            if (descriptor.AsSpan().StartsWith("zero"u8))
            {
                var length = BinaryPrimitives.ReadInt64LittleEndian(descriptor.AsSpan(8));
                if (length is <= 0 or > DiskLimits.MaxCapacityBytes || length % SectorBytes != 0
                    || offset > DiskLimits.MaxCapacityBytes * 2)
                {
                    throw Broken(entry, "a descriptor has a length that cannot be");
                }
                replayed.Zero(new DiskExtent(offset, length));
                continue;
            }
            if (!descriptor.AsSpan().StartsWith("desc"u8) || data + SectorBytes > entry.Length)
                throw Broken(entry, "a descriptor is of no known kind, or lacks its data");
            CheckData(entry, data);
            replayed.Replace(offset, new(
                _header.Log.Offset + Ring(entry, data),
                descriptor.AsSpan(8, 8).ToArray(), descriptor.AsSpan(4, 4).ToArray()));
            data += SectorBytes;
        }
    }

    private void CheckData(Entry entry, long data)
    {
        var head = new byte[8];
        var end = new byte[4];
        ReadRing(Ring(entry, data), head);
        ReadRing(Ring(entry, data + SectorBytes - end.Length), end);
        if (!head.AsSpan().StartsWith("data"u8)
            || BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(4)) != entry.Number >> 32
            || BinaryPrimitives.ReadUInt32LittleEndian(end) != (uint)entry.Number)
        {
            throw Broken(entry, "a page of data is not of its entry");
        }
    }

    private long Ring(Entry entry, long within) => (entry.Start + within) % _header.Log.Length;

    private void ReadRing(long offset, Memory<byte> buffer)
    {
        var first = (int)Math.Min(buffer.Length, _header.Log.Length - offset);
        _file.Read(_header.Log.Offset + offset, buffer.Slice(0, first));
        if (first < buffer.Length)
            _file.Read(_header.Log.Offset, buffer.Slice(first));
    }

    private MigrateException Broken(Entry entry, string what) =>
        DiskErrors.Damaged(_file.Path, _header.Log.Offset + entry.Start, "in the log, " + what);

    private sealed record Entry(
        long Start, long Length, long Tail, ulong Number, long Descriptors, long FlushedFileBytes, long LastFileBytes)
    {
        public long DescriptorsEnd =>
            (HeaderBytes + Descriptors * DescriptorBytes + SectorBytes - 1) / SectorBytes * SectorBytes;
    }
}
