using Azure;
using Azure.Storage.Blobs.Specialized;
using AzMigrate.Azure;
using AzMigrate.Replication.DiskFormats.Vhd;

namespace AzMigrate.Replication.Targets;

/// <summary>A copy in a page blob, written under a lease.</summary>
internal sealed class PageBlobTarget(PageBlobClient blob, BlobLease lease, long capacityBytes, bool isBlank)
    : PageTarget(capacityBytes, isBlank)
{
    /// <summary>Takes the footer away: from now on it is no disk.</summary>
    public Task UnsealAsync(CancellationToken cancellation) =>
        ClearPagesAsync(new DiskExtent(CapacityBytes, VhdFooter.Bytes), cancellation);

    public override void Dispose() => lease.Dispose();

    protected override Task PutAsync(
        long offset, ReadOnlyMemory<byte> piece, ulong crc64, CancellationToken cancellation) =>
        SendAsync(token => PageWriter.PutAsync(blob, offset, piece, crc64, lease.Id, token), cancellation);

    protected override Task ClearPagesAsync(DiskExtent piece, CancellationToken cancellation)
    {
        var range = new HttpRange(piece.Offset, piece.Length);
        return SendAsync(
            async token => (await blob.ClearPagesAsync(range, lease.Conditions, token)
                .ConfigureAwait(false)).Value.ETag, cancellation);
    }

    protected override Task EndAsync(CancellationToken cancellation) =>
        AzureConnection.RunAsync(blob.Name, () => lease.ReleaseAsync(cancellation), cancellation);

    private Task SendAsync(Func<CancellationToken, Task<ETag>> request, CancellationToken cancellation) =>
        AzureConnection.RunAsync(blob.Name, () => lease.WriteAsync(request, cancellation), cancellation);
}
