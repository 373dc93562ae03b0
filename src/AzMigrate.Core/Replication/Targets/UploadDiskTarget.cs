using Azure;
using Azure.Storage.Blobs.Specialized;
using AzMigrate.Azure;

namespace AzMigrate.Replication.Targets;

/// <summary>A managed disk that is being uploaded. It starts as zeros, and ends as a disk when it is sealed.</summary>
internal sealed class UploadDiskTarget(DiskUpload upload, StoragePace pace, long capacityBytes, bool isBlank)
    : PageTarget(capacityBytes, isBlank)
{
    protected override Task PutAsync(long offset, ReadOnlyMemory<byte> piece, CancellationToken cancellation) =>
        SendAsync((blob, token) => PageWriter.PutAsync(blob, offset, piece, null, token), cancellation);

    protected override Task ClearPagesAsync(DiskExtent piece, CancellationToken cancellation) =>
        SendAsync((blob, token) => blob.ClearPagesAsync(new HttpRange(piece.Offset, piece.Length), null, token), cancellation);

    protected override Task EndAsync(CancellationToken cancellation) => upload.EndAsync(cancellation);

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
}
