using System.Runtime.CompilerServices;
using AzMigrate.Replication;
using AzMigrate.Replication.DiskFormats.Vhd;

namespace AzMigrate.Migration;

/// <summary>A fixed VHD in a file, read and written in place.</summary>
internal sealed class VhdLaunchDisk : ILaunchDisk, IDiskSource
{
    private readonly FileStream _file;
    private readonly SemaphoreSlim _one = new(1);

    private VhdLaunchDisk(FileStream file) => (_file, CapacityBytes) = (file, file.Length - VhdFooter.Bytes);

    public IDiskSource Source => this;

    public long CapacityBytes { get; }

    public string? Mark => null;

    /// <exception cref="MigrateException"><c>Disk.Unwritable</c>.</exception>
    public static VhdLaunchDisk Open(string path)
    {
        try
        {
            return new VhdLaunchDisk(new FileStream(
                path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read, 1 << 16, FileOptions.Asynchronous));
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw DiskErrors.Unwritable(path, cause.Message, cause);
        }
    }

    public async Task WriteAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken cancellation = default)
    {
        Check(offset, data.Length);
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            _file.Position = offset;
            await _file.WriteAsync(data.ToArray(), 0, data.Length, cancellation).ConfigureAwait(false);
            _file.Flush(flushToDisk: true);
        }
        finally
        {
            _one.Release();
        }
    }

    public async IAsyncEnumerable<DiskExtent> AllocatedAsync(
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        yield return new DiskExtent(0, CapacityBytes);
    }

    public IAsyncEnumerable<DiskExtent> ChangedAsync(string mark, CancellationToken cancellation = default) =>
        throw DiskErrors.ChangesUnknown("a machine's own disk has no past");

    public async Task ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default)
    {
        Check(offset, buffer.Length);
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var bytes = new byte[buffer.Length];
            _file.Position = offset;
            for (var done = 0; done < bytes.Length;)
            {
                var read = await _file.ReadAsync(bytes, done, bytes.Length - done, cancellation).ConfigureAwait(false);
                if (read == 0)
                    throw DiskErrors.Truncated(_file.Name, offset + done, "the disk's content");
                done += read;
            }

            bytes.CopyTo(buffer);
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose()
    {
        _file.Dispose();
        _one.Dispose();
    }

    private void Check(long offset, int length)
    {
        if (offset < 0 || offset > CapacityBytes - length)
            throw new ArgumentOutOfRangeException(nameof(offset));
    }
}
