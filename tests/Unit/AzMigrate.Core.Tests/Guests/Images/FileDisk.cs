using AzMigrate.Replication;

namespace AzMigrate.Tests.Guests.Images;

/// <summary>A disk in a file that is written in whole sectors, as a copied disk is; its writes are counted.</summary>
internal sealed class FileDisk(string path) : IDiskSource
{
    private readonly FileStream _file = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);

    public string Path { get; } = path;

    public List<(long Offset, int Length)> Writes { get; } = [];

    /// <summary>Writes that are let through before one breaks off.</summary>
    public int BreakAfter { get; set; } = int.MaxValue;

    public long CapacityBytes => _file.Length;

    public string? Mark => null;

    public IAsyncEnumerable<DiskExtent> AllocatedAsync(CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public IAsyncEnumerable<DiskExtent> ChangedAsync(string mark, CancellationToken cancellation = default) =>
        throw new NotSupportedException();

    public Task ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default)
    {
        _file.Position = offset;
        _file.ReadExactly(buffer.Span);
        return Task.CompletedTask;
    }

    public Task WriteAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken cancellation = default)
    {
        if (offset % 512 != 0 || data.Length % 512 != 0 || offset + data.Length > CapacityBytes)
            throw new ArgumentException("Whole sectors within the disk only.");
        if (Writes.Count == BreakAfter)
            throw new IOException("Broken off.");
        Writes.Add((offset, data.Length));
        _file.Position = offset;
        _file.Write(data.Span);
        _file.Flush();
        return Task.CompletedTask;
    }

    public void Dispose() => _file.Dispose();
}
