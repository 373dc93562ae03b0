#if !NET8_0_OR_GREATER
using System.Runtime.InteropServices;
#endif

namespace AzMigrate.Replication.Files;

/// <summary>A file that is read and written by offset, without a buffer of its own.</summary>
internal sealed class DiskFile : IRandomReader, IDisposable
{
    private readonly FileStream _stream;
#if !NET8_0_OR_GREATER
    private readonly object _position = new();
#endif

    private DiskFile(FileStream stream, string path)
    {
        _stream = stream;
        Path = path;
        Length = stream.Length;
    }

    public string Path { get; }

    public long Length { get; private set; }

    /// <summary>Opens a file that nobody writes meanwhile.</summary>
    public static DiskFile OpenRead(string path)
    {
        try
        {
            return new DiskFile(
                new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1), path);
        }
        catch (Exception error) when (IsOfFile(error))
        {
            throw DiskErrors.Unreadable(path, Sentence(error), error);
        }
    }

    /// <summary>Makes a file, or opens one that is there, for ourselves alone.</summary>
    public static DiskFile OpenWrite(string path, bool isNew)
    {
        try
        {
            var mode = isNew ? FileMode.CreateNew : FileMode.Open;
            return new DiskFile(new FileStream(path, mode, FileAccess.ReadWrite, FileShare.None, 1), path);
        }
        catch (IOException) when (isNew && File.Exists(path))
        {
            throw DiskErrors.TargetExists(path);
        }
        catch (Exception error) when (IsOfFile(error))
        {
            throw DiskErrors.Unwritable(path, Sentence(error), error);
        }
    }

    public void Read(long offset, Memory<byte> buffer)
    {
        try
        {
            ReadAhead.Start(_stream.SafeFileHandle, offset, buffer.Length);
            while (buffer.Length > 0)
            {
                var count = ReadSome(offset, buffer);
                if (count == 0)
                    throw DiskErrors.Truncated(Path, offset + buffer.Length, "data that is needed");
                offset += count;
                buffer = buffer.Slice(count);
            }
        }
        catch (Exception error) when (IsOfFile(error))
        {
            throw DiskErrors.Unreadable(Path, At(offset, error), error);
        }
    }

    public void Write(long offset, ReadOnlyMemory<byte> data)
    {
        try
        {
#if NET8_0_OR_GREATER
            RandomAccess.Write(_stream.SafeFileHandle, data.Span, offset);
#else
            var bytes = Array(data);
            lock (_position)
            {
                _stream.Position = offset;
                _stream.Write(bytes.Array, bytes.Offset, bytes.Count);
                _stream.Flush();
            }
#endif
            Length = Math.Max(Length, offset + data.Length);
        }
        catch (Exception error) when (IsOfFile(error))
        {
            throw DiskErrors.Unwritable(Path, At(offset, error), error);
        }
    }

    public void SetLength(long length)
    {
        try
        {
            SparseFile.Prepare(_stream.SafeFileHandle);
            _stream.SetLength(length);
            Length = length;
        }
        catch (Exception error) when (IsOfFile(error))
        {
            throw DiskErrors.Unwritable(Path, Sentence(error), error);
        }
    }

    /// <summary>Makes a range zeros that take no space; false where the file system cannot.</summary>
    public bool TryPunch(long offset, long length) => SparseFile.TryPunch(_stream.SafeFileHandle, offset, length);

    /// <summary>Takes space for a range that is about to be written, where that makes writing cheaper.</summary>
    public bool TryReserve(long offset, long length) => SparseFile.TryReserve(_stream.SafeFileHandle, offset, length);

    /// <summary>
    /// What is at an offset: data or a hole, and for how long; all is data where holes cannot be seen.
    /// </summary>
    public (bool IsHole, long Length) RangeAt(long offset, long length) =>
        SparseFile.RangeAt(_stream.SafeFileHandle, offset, length);

    public void Flush()
    {
        try
        {
            _stream.Flush(flushToDisk: true);
        }
        catch (Exception error) when (IsOfFile(error))
        {
            throw DiskErrors.Unwritable(Path, Sentence(error), error);
        }
    }

    public void Dispose() => _stream.Dispose();

    private int ReadSome(long offset, Memory<byte> buffer)
    {
#if NET8_0_OR_GREATER
        return RandomAccess.Read(_stream.SafeFileHandle, buffer.Span, offset);
#else
        var bytes = Array(buffer);
        lock (_position)
        {
            _stream.Position = offset;
            return _stream.Read(bytes.Array, bytes.Offset, bytes.Count);
        }
#endif
    }

#if !NET8_0_OR_GREATER
    private static ArraySegment<byte> Array(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var segment) ? segment : new ArraySegment<byte>(memory.ToArray());
#endif

    private static bool IsOfFile(Exception error) => error is IOException or UnauthorizedAccessException
        or NotSupportedException or ArgumentException or System.Security.SecurityException;

    private static string At(long offset, Exception error) =>
        FormattableString.Invariant($"{Sentence(error)}, at byte {offset}");

    // The runtime's message says what and where; its full stop is ours to set.
    private static string Sentence(Exception error) => error.Message.TrimEnd('.');
}
