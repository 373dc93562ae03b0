using AzMigrate.Guests.Bytes;
using AzMigrate.Replication;

namespace AzMigrate.Tests.Guests.Images;

/// <summary>A disk in memory.</summary>
internal sealed class MemoryDisk(byte[] bytes) : IDiskSource
{
    public long CapacityBytes => bytes.Length;

    public string? Mark => null;

    public static DiskBytes Of(byte[] bytes) => new(new MemoryDisk(bytes), 0, CancellationToken.None);

    public IAsyncEnumerable<DiskExtent> AllocatedAsync(CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public IAsyncEnumerable<DiskExtent> ChangedAsync(string mark, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public Task ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default)
    {
        bytes.AsSpan((int)offset, buffer.Length).CopyTo(buffer.Span);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
    }
}
