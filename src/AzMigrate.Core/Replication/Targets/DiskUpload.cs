using Azure.Storage.Blobs.Specialized;
using AzMigrate.Azure;

namespace AzMigrate.Replication.Targets;

/// <summary>The permission to write to a managed disk, which has an end and is asked for again before it.</summary>
internal sealed class DiskUpload(AzureConnection azure, string diskId, CopyClock clock) : IDisposable
{
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(24);
    private static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(30);
    private readonly SemaphoreSlim _one = new(1, 1);
    private PageBlobClient? _blob;
    private TimeSpan _ends;

    /// <summary>The disk's name.</summary>
    public string Name { get; } = diskId.Substring(diskId.LastIndexOf('/') + 1);

    /// <summary>
    /// The address to write to, with a permission that lasts. It is asked for where there is none or its end is near;
    /// the disk's upload is open then, as it was before. Of several who ask one waits for the other.
    /// </summary>
    /// <param name="ended">The one before, when its permission ended before its time; null for none.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<PageBlobClient> BlobAsync(PageBlobClient? ended, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_blob is null || _blob == ended || clock.Elapsed > _ends - RenewBefore)
                _blob = await BeginAsync(cancellation).ConfigureAwait(false);
            return _blob;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Ends the upload: the disk can be attached, and not written any more.</summary>
    public Task EndAsync(CancellationToken cancellation) => azure.Disk(diskId).EndUploadAsync(cancellation);

    public void Dispose() => _one.Dispose();

    private async Task<PageBlobClient> BeginAsync(CancellationToken cancellation)
    {
        var address = await azure.Disk(diskId).BeginUploadAsync(Lasts, cancellation).ConfigureAwait(false);
        _ends = clock.Elapsed + Lasts;
        return azure.PageBlob(address);
    }
}
