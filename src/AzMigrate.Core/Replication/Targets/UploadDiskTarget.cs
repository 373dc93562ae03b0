using Azure;
using Azure.Storage.Blobs.Specialized;
using AzMigrate.Azure;

namespace AzMigrate.Replication.Targets;

/// <summary>A managed disk that is being uploaded. It starts as zeros, and ends as a disk when it is sealed.</summary>
internal sealed class UploadDiskTarget(DiskUpload upload, StoragePace pace, long capacityBytes, bool isBlank) : IDiskTarget
{
    private bool _isSealed;

    public long CapacityBytes => capacityBytes;

    public bool IsBlank { get; private set; } = isBlank;

    public int GapBytes => PageWriter.GapBytes;

    public async ValueTask WriteAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken cancellation = default)
    {
        Check(offset, data.Length);
        IsBlank = false;
        await PutAsync(offset, data, cancellation).ConfigureAwait(false);
    }

    public async ValueTask ClearAsync(DiskExtent extent, CancellationToken cancellation = default)
    {
        Check(extent.Offset, extent.Length);
        foreach (var piece in PageWriter.ClearsOf(extent))
        {
            await SendAsync((blob, token) => blob.ClearPagesAsync(new HttpRange(piece.Offset, piece.Length), null, token), cancellation)
                .ConfigureAwait(false);
        }
    }

    /// <summary>The service answers when a page is durable: there is nothing to flush.</summary>
    public ValueTask FlushAsync(CancellationToken cancellation = default) => default;

    public async ValueTask SealAsync(CancellationToken cancellation = default)
    {
        Check(0, 0);
        await PutAsync(capacityBytes, PageWriter.Footer(capacityBytes), cancellation).ConfigureAwait(false);
        await upload.EndAsync(cancellation).ConfigureAwait(false);
        _isSealed = true;
    }

    /// <summary>Closes it; the upload stays open, to be gone on with.</summary>
    public void Dispose()
    {
        // The client holds nothing.
    }

    private Task PutAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken cancellation) =>
        PageWriter.WriteAsync(offset, data, (at, piece) =>
            SendAsync((blob, token) => PageWriter.PutAsync(blob, at, piece, null, token), cancellation));

    // A permission may end before its time: it is asked for once more then.
    private Task SendAsync<T>(Func<PageBlobClient, CancellationToken, Task<T>> request, CancellationToken cancellation) =>
        AzureConnection.RunAsync(upload.Name, async () =>
        {
            var blob = await upload.BlobAsync(cancellation).ConfigureAwait(false);
            try
            {
                await pace.WriteAsync(token => request(blob, token), cancellation).ConfigureAwait(false);
            }
            catch (RequestFailedException ended) when (ended.Status == 403)
            {
                blob = await upload.BeginAsync(cancellation).ConfigureAwait(false);
                await pace.WriteAsync(token => request(blob, token), cancellation).ConfigureAwait(false);
            }
        }, cancellation);

    private void Check(long offset, long length)
    {
        if (_isSealed)
            throw new InvalidOperationException("The disk is sealed.");
        if (offset < 0 || length < 0 || offset > capacityBytes - length)
            throw new ArgumentOutOfRangeException(nameof(offset));
    }
}
