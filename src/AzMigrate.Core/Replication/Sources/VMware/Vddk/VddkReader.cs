using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AzMigrate.Replication.Sources.VMware.Vddk;

/// <summary>A disk of a snapshot, read by VMware's library on a thread of its own.</summary>
internal sealed class VddkReader : IDiskReader
{
    private const int SectorBytes = 512;
    private const uint ReadOnly = 4;
    private const int CapacityInInfo = 24;

    // What the library sends in one piece; more at once gains nothing.
    private const int PieceBytes = 1 << 20;
    private const int PageBytes = 4096;

    // Of an allocation query: 64 KiB, the least, and as many at once as it takes.
    private const long ChunkSectors = 128;
    private const long MostChunks = 512 << 10;
    private readonly VddkLibrary _library;
    private readonly VddkThread _thread;
    private readonly string _disk;
    private VddkConnection? _connection;
    private IntPtr _handle;
    private IntPtr _memory;

    private VddkReader(VddkLibrary library, VddkThread thread, string disk) =>
        (_library, _thread, _disk) = (library, thread, disk);

    public long CapacityBytes { get; private set; }

    // Aligned: the library may hand it on to the system.
    private IntPtr Buffer => new((_memory.ToInt64() + PageBytes - 1) / PageBytes * PageBytes);

    /// <summary>Opens a disk.</summary>
    /// <param name="library">The library.</param>
    /// <param name="server">Where it logs in.</param>
    /// <param name="machine">The machine's reference.</param>
    /// <param name="snapshot">The snapshot's reference.</param>
    /// <param name="path">The disk's file in the snapshot, such as <c>[ds] web01/web01.vmdk</c>.</param>
    /// <param name="cancellation">Ends the wait; the opening itself goes on to its end.</param>
    public static async Task<VddkReader> OpenAsync(
        VddkLibrary library, VddkServer server, string machine, string snapshot, string path,
        CancellationToken cancellation)
    {
        var reader = new VddkReader(library, new VddkThread("VDDK " + path), path);
        try
        {
            await reader._thread.RunAsync(() => reader.Open(server, machine, snapshot), cancellation)
                .ConfigureAwait(false);
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    public async IAsyncEnumerable<DiskExtent> AllocatedAsync(
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var merger = new ExtentMerger();
        var sectors = CapacityBytes / SectorBytes;
        for (long first = 0; first < sectors;)
        {
            var (start, count) = (first,
                Math.Min(MostChunks * ChunkSectors, (sectors - first) / ChunkSectors * ChunkSectors));
            // A last piece that is no whole chunk cannot be asked about.
            var found = count == 0
                ? [new DiskExtent(start * SectorBytes, CapacityBytes - start * SectorBytes)]
                : await _thread.RunAsync(() => Query(start, count), cancellation).ConfigureAwait(false);
            foreach (var extent in found)
            {
                if (merger.Add(extent, merger.Touches(extent)) is DiskExtent whole)
                    yield return whole;
            }
            first = count == 0 ? sectors : start + count;
        }
        if (merger.Last is DiskExtent last)
            yield return last;
    }

    public Task ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default)
    {
        if (offset < 0 || offset > CapacityBytes - buffer.Length)
            throw new ArgumentOutOfRangeException(nameof(offset));
        return _thread.RunAsync(() => Read(offset, buffer, cancellation), cancellation);
    }

    public void Dispose()
    {
        _ = _thread.RunAsync(Close, CancellationToken.None);
        _thread.Dispose();
    }

    private bool Open(VddkServer server, string machine, string snapshot)
    {
        _memory = Marshal.AllocHGlobal(PieceBytes + PageBytes);
        _connection = new VddkConnection(_library, server, machine, snapshot, _disk);
        using var path = VddkText.Of(_disk);
        lock (_library.Opening)
            _library.Check(_library.Functions.Open(_connection.Handle, path.Address, ReadOnly, out _handle),
                "the opening", _disk);
        _library.Check(_library.Functions.GetInfo(_handle, out var info), "the size", _disk);
        CapacityBytes = Marshal.ReadInt64(info, CapacityInInfo) * SectorBytes;
        _library.Functions.FreeInfo(info);
        return true;
    }

    private bool Read(long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        while (buffer.Length > 0)
        {
            cancellation.ThrowIfCancellationRequested();
            var first = offset / SectorBytes;
            var before = (int)(offset % SectorBytes);
            var bytes = Math.Min(buffer.Length, PieceBytes - before);
            var sectors = (before + bytes + SectorBytes - 1) / SectorBytes;
            _library.Check(_library.Functions.Read(_handle, (ulong)first, (ulong)sectors, Buffer), "the reading",
                _disk);
            Copy(IntPtr.Add(Buffer, before), buffer.Slice(0, bytes));
            offset += bytes;
            buffer = buffer.Slice(bytes);
        }
        return true;
    }

    private static void Copy(IntPtr from, Memory<byte> to)
    {
        if (MemoryMarshal.TryGetArray<byte>(to, out var array))
        {
            Marshal.Copy(from, array.Array!, array.Offset, array.Count);
            return;
        }
        var bytes = new byte[to.Length];
        Marshal.Copy(from, bytes, 0, bytes.Length);
        bytes.CopyTo(to);
    }

    private List<DiskExtent> Query(long first, long count)
    {
        var found = new List<DiskExtent>();
        var error = _library.Functions.QueryAllocatedBlocks(
            _handle, (ulong)first, (ulong)count, (ulong)ChunkSectors, out var list);
        if (error != 0)
        {
            // Not every transport and disk tells it.
            found.Add(new DiskExtent(first * SectorBytes, count * SectorBytes));
            return found;
        }
        for (var i = 0; i < Marshal.ReadInt32(list); i++)
        {
            var at = IntPtr.Add(list, 8 + i * 16);
            var (start, length) = (Marshal.ReadInt64(at), Marshal.ReadInt64(at, 8));
            var from = Math.Max(first, start);
            var to = Math.Min(first + count, start + length);
            if (to > from)
                found.Add(new DiskExtent(from * SectorBytes, (to - from) * SectorBytes));
        }
        _library.Functions.FreeBlockList(list);
        return found;
    }

    private bool Close()
    {
        if (_handle != IntPtr.Zero)
        {
            lock (_library.Opening)
                _library.Functions.Close(_handle);
        }
        _connection?.Dispose();
        Marshal.FreeHGlobal(_memory);
        return true;
    }
}
