using System.Buffers;
using System.Runtime.InteropServices;
using Azure.Storage;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using AzMigrate.Replication.DiskFormats;
using AzMigrate.Replication.DiskFormats.Vhd;

namespace AzMigrate.Replication.Targets;

/// <summary>Writes a disk's bytes to the pages of a blob: whole sectors, 4 MiB a request at most, each with its MD5.</summary>
internal static class PageWriter
{
    /// <summary>The service's limit. A stand-in of it may take more, so the limit is ours.</summary>
    public const int MaxRequestBytes = 4 << 20;

    /// <summary>A clear takes as long as what it clears; a request has to end in time.</summary>
    public const long MaxClearBytes = 1L << 30;

    /// <summary>At the service's 60 MiB a second and 500 requests a second, what one request costs in bytes, and some.</summary>
    public const int GapBytes = 256 << 10;

    /// <summary>Azure takes disks of whole mebibytes only.</summary>
    public static long CapacityOf(long diskBytes) =>
        (diskBytes + FixedVhdTarget.Alignment - 1) / FixedVhdTarget.Alignment * FixedVhdTarget.Alignment;

    /// <summary>Writes the pieces of a range, each by one request.</summary>
    /// <param name="offset">A multiple of 512.</param>
    /// <param name="data">Whole sectors; at the source's end less, the sector's rest is then zeros.</param>
    /// <param name="send">Sends one request.</param>
    public static async Task WriteAsync(long offset, ReadOnlyMemory<byte> data, Func<long, ReadOnlyMemory<byte>, Task> send)
    {
        for (var done = 0; done < data.Length;)
        {
            var piece = data.Slice(done, Math.Min(MaxRequestBytes, data.Length - done));
            if (piece.Length % DiskLimits.SectorBytes == 0)
                await send(offset + done, piece).ConfigureAwait(false);
            else
                await SendPaddedAsync(offset + done, piece, send).ConfigureAwait(false);
            done += piece.Length;
        }
    }

    /// <summary>Sends one Put Page, which the service checks by its MD5.</summary>
    public static async Task<PageInfo> PutAsync(
        PageBlobClient blob, long offset, ReadOnlyMemory<byte> data, PageBlobRequestConditions? conditions,
        CancellationToken cancellation)
    {
        if (data.Length is 0 or > MaxRequestBytes || data.Length % DiskLimits.SectorBytes != 0
            || offset % DiskLimits.SectorBytes != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(data));
        }
        using var stream = Stream(data);
        var options = new PageBlobUploadPagesOptions
        {
            Conditions = conditions,
            TransferValidation = new UploadTransferValidationOptions { ChecksumAlgorithm = StorageChecksumAlgorithm.MD5 },
        };
        return (await blob.UploadPagesAsync(stream, offset, options, cancellation).ConfigureAwait(false)).Value;
    }

    /// <summary>Whole sectors that a range touches; what is behind the source's end in its last sector is zeros already.</summary>
    public static IEnumerable<DiskExtent> ClearsOf(DiskExtent extent)
    {
        var offset = (extent.Offset + DiskLimits.SectorBytes - 1) / DiskLimits.SectorBytes * DiskLimits.SectorBytes;
        var end = (extent.End + DiskLimits.SectorBytes - 1) / DiskLimits.SectorBytes * DiskLimits.SectorBytes;
        for (; offset < end; offset += MaxClearBytes)
            yield return new DiskExtent(offset, Math.Min(MaxClearBytes, end - offset));
    }

    /// <summary>The footer that makes a fixed VHD of the pages before it.</summary>
    public static byte[] Footer(long capacityBytes)
    {
        var footer = new byte[VhdFooter.Bytes];
        VhdFooter.WriteFixed(footer, capacityBytes, Guid.NewGuid(), DateTimeOffset.UtcNow);
        return footer;
    }

    private static async Task SendPaddedAsync(long offset, ReadOnlyMemory<byte> data, Func<long, ReadOnlyMemory<byte>, Task> send)
    {
        var length = (data.Length + DiskLimits.SectorBytes - 1) / DiskLimits.SectorBytes * DiskLimits.SectorBytes;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            data.Span.CopyTo(buffer);
            buffer.AsSpan(data.Length, length - data.Length).Clear();
            await send(offset, buffer.AsMemory(0, length)).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static MemoryStream Stream(ReadOnlyMemory<byte> data) =>
        MemoryMarshal.TryGetArray(data, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false) : new MemoryStream(data.ToArray(), writable: false);
}
