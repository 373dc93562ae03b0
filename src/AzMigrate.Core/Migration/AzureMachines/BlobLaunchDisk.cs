using Azure.Storage.Blobs.Specialized;
using AzMigrate.Azure;
using AzMigrate.Replication;
using AzMigrate.Replication.Targets;

namespace AzMigrate.Migration.AzureMachines;

/// <summary>The copy of a disk for one launch, which the guest's preparation reads and writes in place.</summary>
internal sealed class BlobLaunchDisk(PageBlobClient blob, long blobBytes, StoragePace pace) : ILaunchDisk
{
    public IDiskSource Source { get; } = new PageBlobSource(blob, blobBytes, pace);

    public Task WriteAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken cancellation = default)
    {
        if (offset < 0 || offset > Source.CapacityBytes - data.Length)
            throw new ArgumentOutOfRangeException(nameof(offset));
        return AzureConnection.RunAsync(blob.Name, () => PageWriter.WriteAsync(offset, data, null, (at, piece, sum) =>
            pace.WriteAsync(token => PageWriter.PutAsync(blob, at, piece, sum, null, token), cancellation)),
            cancellation);
    }

    public void Dispose() => Source.Dispose();
}
