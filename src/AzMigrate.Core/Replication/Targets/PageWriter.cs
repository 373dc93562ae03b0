using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Azure;
using Azure.Core;
using Azure.Storage;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using AzMigrate.Azure;
using AzMigrate.Replication.DiskFormats;
using AzMigrate.Replication.DiskFormats.Vhd;

namespace AzMigrate.Replication.Targets;

/// <summary>
/// Writes a disk's bytes to the pages of a blob: whole sectors, 4 MiB a request at most, with its CRC-64.
/// </summary>
internal static class PageWriter
{
    /// <summary>The service's limit. A stand-in of it may take more, so the limit is ours.</summary>
    public const int MaxRequestBytes = 4 << 20;

    /// <summary>A clear takes as long as what it clears; a request has to end in time.</summary>
    public const long MaxClearBytes = 1L << 30;

    /// <summary>
    /// At the service's 60 MiB a second and 500 requests a second, what one request costs in bytes, and some.
    /// </summary>
    public const int GapBytes = 256 << 10;
    private const string SumHeader = "x-ms-content-crc64";

    /// <summary>Writes the pieces of a range, each by one request.</summary>
    /// <param name="offset">A multiple of 512.</param>
    /// <param name="data">Whole sectors; at the source's end less, the sector's rest is then zeros.</param>
    /// <param name="crc64">Of the data; null where it is not known. Of a piece that is not all of it, it is made.</param>
    /// <param name="send">Sends one request: where, what, and its CRC-64.</param>
    public static async Task WriteAsync(
        long offset, ReadOnlyMemory<byte> data, ulong? crc64, Func<long, ReadOnlyMemory<byte>, ulong, Task> send)
    {
        for (var done = 0; done < data.Length;)
        {
            var piece = data.Slice(done, Math.Min(MaxRequestBytes, data.Length - done));
            var sum = piece.Length == data.Length ? crc64 : null;
            if (piece.Length % DiskLimits.SectorBytes == 0)
                await send(offset + done, piece, sum ?? Crc64.Of(piece.Span)).ConfigureAwait(false);
            else
                await SendPaddedAsync(offset + done, piece, send).ConfigureAwait(false);
            done += piece.Length;
        }
    }

    /// <summary>
    /// Sends one Put Page with its CRC-64. The service refuses what arrives with another, and answers with that of what
    /// it took, which is compared. The SDK sends a CRC-64 within the body alone, which is not taken everywhere.
    /// </summary>
    /// <param name="blob">The blob.</param>
    /// <param name="offset">A multiple of 512.</param>
    /// <param name="data">Whole sectors, 4 MiB at most.</param>
    /// <param name="crc64">Their CRC-64.</param>
    /// <param name="leaseId">The lease that is written under; null for none.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="RequestFailedException">
    /// Refused; with the code <see cref="AzureErrors.Crc64Mismatch"/> where the bytes were damaged on the way.
    /// </exception>
    public static async Task<ETag> PutAsync(
        PageBlobClient blob, long offset, ReadOnlyMemory<byte> data, ulong crc64, string? leaseId,
        CancellationToken cancellation)
    {
        Check(offset, data.Length);
        var pipeline = BlobPipeline.Of(blob);
        using var message = pipeline.CreateMessage();
        var sum = TextOf(crc64);
        var request = message.Request;
        request.Method = RequestMethod.Put;
        request.Uri.Reset(blob.Uri);
        request.Uri.AppendQuery("comp", "page");
        request.Headers.Add("x-ms-version", ApiVersions.PutPage);
        request.Headers.Add("x-ms-page-write", "update");
        request.Headers.Add("x-ms-range", new HttpRange(offset, data.Length).ToString());
        request.Headers.Add(SumHeader, sum);
        request.Headers.Add(HttpHeader.Names.ContentLength, data.Length.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add(HttpHeader.Common.OctetStreamContentType);
        if (leaseId is not null)
            request.Headers.Add("x-ms-lease-id", leaseId);
        request.Content = RequestContent.Create(data);
        await pipeline.SendAsync(message, cancellation).ConfigureAwait(false);

        var answer = message.Response;
        if (answer.Status != 201)
            throw new RequestFailedException(answer);
        if (answer.Headers.TryGetValue(SumHeader, out var taken) && taken != sum)
        {
            throw new RequestFailedException(
                400, "The service took other bytes than were sent, by their CRC-64.", AzureErrors.Crc64Mismatch, null);
        }
        // As the SDK keeps it, so that the two can be compared: unread.
        return answer.Headers.TryGetValue(HttpHeader.Names.ETag, out var tag) ? new ETag(tag) : default;
    }

    /// <summary>Sends one Put Page with its MD5, for a service that refuses a CRC-64.</summary>
    public static async Task<ETag> PutWithMd5Async(
        PageBlobClient blob, long offset, ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        Check(offset, data.Length);
        using var stream = Stream(data);
        var options = new PageBlobUploadPagesOptions
        {
            TransferValidation =
                new UploadTransferValidationOptions { ChecksumAlgorithm = StorageChecksumAlgorithm.MD5 },
        };
        return (await blob.UploadPagesAsync(stream, offset, options, cancellation).ConfigureAwait(false)).Value.ETag;
    }

    /// <summary>
    /// Whole sectors that a range touches; what is behind the source's end in its last sector is zeros already.
    /// </summary>
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

    private static void Check(long offset, int length)
    {
        if (length is 0 or > MaxRequestBytes || length % DiskLimits.SectorBytes != 0)
            throw new ArgumentOutOfRangeException(nameof(length));
        if (offset % DiskLimits.SectorBytes != 0)
            throw new ArgumentOutOfRangeException(nameof(offset));
    }

    // The service writes the lowest byte first.
    private static string TextOf(ulong sum)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, sum);
        return Convert.ToBase64String(bytes);
    }

    private static async Task SendPaddedAsync(
        long offset, ReadOnlyMemory<byte> data, Func<long, ReadOnlyMemory<byte>, ulong, Task> send)
    {
        var length = (data.Length + DiskLimits.SectorBytes - 1) / DiskLimits.SectorBytes * DiskLimits.SectorBytes;
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            data.Span.CopyTo(buffer);
            buffer.AsSpan(data.Length, length - data.Length).Clear();
            var piece = buffer.AsMemory(0, length);
            await send(offset, piece, Crc64.Of(piece.Span)).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static MemoryStream Stream(ReadOnlyMemory<byte> data) =>
        MemoryMarshal.TryGetArray(data, out var array)
            ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
            : new MemoryStream(data.ToArray(), writable: false);
}
