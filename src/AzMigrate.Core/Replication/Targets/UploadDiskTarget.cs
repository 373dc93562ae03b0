using Azure;
using Azure.Storage.Blobs.Specialized;
using AzMigrate.Azure;

namespace AzMigrate.Replication.Targets;

/// <summary>A managed disk that is being uploaded. It starts as zeros, and ends as a disk when it is sealed.</summary>
internal sealed class UploadDiskTarget(DiskUpload upload, StoragePace pace, long capacityBytes, bool isBlank)
    : PageTarget(capacityBytes, isBlank)
{
    private bool _takesCrc64 = true;

    public override void Dispose() => upload.Dispose();

    protected override Task PutAsync(
        long offset, ReadOnlyMemory<byte> piece, ulong crc64, CancellationToken cancellation) =>
        SendAsync((blob, token) => PutAsync(blob, offset, piece, crc64, token), cancellation);

    // That a disk's upload takes a clear is written nowhere, and zeros it takes. Only after a break is there any to make.
    protected override async Task ClearPagesAsync(DiskExtent piece, CancellationToken cancellation)
    {
        var zeros = new byte[Math.Min(PageWriter.MaxRequestBytes, piece.Length)];
        for (var offset = piece.Offset; offset < piece.End; offset += zeros.Length)
        {
            var part = zeros.AsMemory(0, (int)Math.Min(zeros.Length, piece.End - offset));
            await PutAsync(offset, part, Crc64.Of(part.Span), cancellation).ConfigureAwait(false);
        }
    }

    protected override Task EndAsync(CancellationToken cancellation) => upload.EndAsync(cancellation);

    // That a disk's upload takes a CRC-64 as a blob does is written nowhere: of one that does not, MD5 is known.
    private async Task<ETag> PutAsync(
        PageBlobClient blob, long offset, ReadOnlyMemory<byte> piece, ulong crc64, CancellationToken cancellation)
    {
        try
        {
            if (_takesCrc64)
                return await PageWriter.PutAsync(blob, offset, piece, crc64, null, cancellation).ConfigureAwait(false);
        }
        catch (RequestFailedException refused) when (refused.ErrorCode == "UnsupportedHeader")
        {
            _takesCrc64 = false;
        }
        return await PageWriter.PutWithMd5Async(blob, offset, piece, cancellation).ConfigureAwait(false);
    }

    // A permission may end before its time: it is asked for once more then.
    private Task SendAsync<T>(
        Func<PageBlobClient, CancellationToken, Task<T>> request, CancellationToken cancellation) =>
        AzureConnection.RunAsync(upload.Name, async () =>
        {
            var blob = await upload.BlobAsync(null, cancellation).ConfigureAwait(false);
            try
            {
                await pace.WriteAsync(token => request(blob, token), cancellation).ConfigureAwait(false);
            }
            catch (RequestFailedException ended) when (ended.Status == 403)
            {
                blob = await upload.BlobAsync(blob, cancellation).ConfigureAwait(false);
                await pace.WriteAsync(token => request(blob, token), cancellation).ConfigureAwait(false);
            }
        }, cancellation);
}
