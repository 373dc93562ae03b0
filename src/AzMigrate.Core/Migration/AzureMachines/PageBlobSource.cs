using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using AzMigrate.Azure;
using AzMigrate.Replication;
using AzMigrate.Replication.DiskFormats.Vhd;
using AzMigrate.Replication.Targets;

namespace AzMigrate.Migration.AzureMachines;

/// <summary>The disk that a page blob holds, read by ranges. Each read asks the service.</summary>
internal sealed class PageBlobSource(PageBlobClient blob, long blobBytes, StoragePace pace) : IDiskSource
{
    public long CapacityBytes { get; } = blobBytes - VhdFooter.Bytes;

    public string? Mark => null;

    public async IAsyncEnumerable<DiskExtent> AllocatedAsync(
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var merger = new ExtentMerger();
        var ranges = await AzureConnection.RunAsync(
            blob.Name, () => pace.SendAsync(RangesAsync, cancellation), cancellation).ConfigureAwait(false);
        foreach (var range in ranges)
        {
            var extent = new DiskExtent(
                range.Offset, Math.Min(CapacityBytes, range.Offset + (range.Length ?? 0)) - range.Offset);
            if (extent.Length > 0 && merger.Add(extent, merger.Touches(extent)) is DiskExtent whole)
                yield return whole;
        }
        if (merger.Last is DiskExtent last)
            yield return last;
    }

    public IAsyncEnumerable<DiskExtent> ChangedAsync(string mark, CancellationToken cancellation = default) =>
        throw DiskErrors.ChangesUnknown($"{blob.Name} keeps no marks");

    public Task ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default) =>
        AzureConnection.RunAsync(blob.Name, () => pace.SendAsync(async token =>
        {
            var options = new BlobDownloadOptions { Range = new HttpRange(offset, buffer.Length) };
            using var answer = (await blob.DownloadStreamingAsync(options, token).ConfigureAwait(false)).Value;
            await FillAsync(answer.Content, buffer, token).ConfigureAwait(false);
            return true;
        }, cancellation), cancellation);

    public void Dispose()
    {
        // The client holds nothing.
    }

    private async Task<List<HttpRange>> RangesAsync(CancellationToken cancellation)
    {
        var ranges = new List<HttpRange>();
        await foreach (var item in blob.GetAllPageRangesAsync(cancellationToken: cancellation).ConfigureAwait(false))
        {
            if (!item.IsClear)
                ranges.Add(item.Range);
        }
        return ranges;
    }

    private static async Task FillAsync(Stream stream, Memory<byte> buffer, CancellationToken cancellation)
    {
        var piece = new byte[Math.Min(buffer.Length, 1 << 16)];
        for (var done = 0; done < buffer.Length;)
        {
            var read = await stream.ReadAsync(piece, 0, Math.Min(piece.Length, buffer.Length - done), cancellation)
                .ConfigureAwait(false);
            if (read == 0)
                throw new IOException("The answer ended early.");
            piece.AsSpan(0, read).CopyTo(buffer.Span.Slice(done));
            done += read;
        }
    }
}
