using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using AzMigrate.Discovery.Http;

namespace AzMigrate.Discovery.VMware.Client;

/// <summary>Reads files of datastores by ranges, within the session of the calls.</summary>
internal sealed class VimFiles(ServerConnection server, VimSession session) : IVimFiles
{
    private const string Call = "a datastore's file";

    public Task<long> LengthAsync(VimFile file, CancellationToken cancellationToken) =>
        GetAsync(file, 0, new byte[1], cancellationToken);

    public Task ReadAsync(VimFile file, long offset, Memory<byte> buffer, CancellationToken cancellationToken) =>
        buffer.Length == 0 ? Task.CompletedTask : GetAsync(file, offset, buffer, cancellationToken);

    /// <summary>Fills the buffer and gives the file's size; again where that is worth it.</summary>
    private async Task<long> GetAsync(VimFile file, long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        var isRenewed = false;
        for (var attempt = 0; ;)
        {
            var login = await session.LoginAsync(cancellation).ConfigureAwait(false);
            try
            {
                return await GetOnceAsync(file, offset, buffer, cancellation).ConfigureAwait(false);
            }
            catch (SourceException error) when (error.Code == "Source.SessionExpired" && !isRenewed)
            {
                session.Expire(login);
                isRenewed = true;
            }
            catch (SourceException error) when (error.IsTransient && attempt < session.Limits.Retries)
            {
                await session.BackOffAsync(attempt++, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task<long> GetOnceAsync(VimFile file, long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, file.At(server.Address));
        request.Headers.Range = new RangeHeaderValue(offset, offset + buffer.Length - 1);
        if (session.Cookie is string cookie)
            request.Headers.TryAddWithoutValidation("Cookie", cookie);
        using var response = await server.SendAsync(request, Call, cancellation).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.Unauthorized)
            throw SourceErrors.SessionExpired(server.Address);
        if (response.StatusCode is not (HttpStatusCode.PartialContent or HttpStatusCode.OK))
            throw SourceErrors.FileRefused(server.Address, file, (int)response.StatusCode);
        var given = response.Content.Headers.ContentRange;
        if (given is not { From: long from, To: long to, Length: long length }
            || from != offset || to != offset + buffer.Length - 1 || response.StatusCode == HttpStatusCode.OK)
            throw ServerErrors.AnswerInvalid(Call, $"it gives another part of {file} than the one that was asked for");
        await FillAsync(response, buffer, cancellation).ConfigureAwait(false);
        return length;
    }

    private async Task FillAsync(HttpResponseMessage response, Memory<byte> buffer, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(server.Timeout);
        // Not every platform's stream hears the token while it waits.
        using var cut = patience.Token.Register(response.Dispose);
        var part = ArrayPool<byte>.Shared.Rent(Math.Min(buffer.Length, 1 << 16));
        try
        {
#pragma warning disable CA2016 // netstandard2.0 has no token here, and with the head alone read the stream is there.
            var stream = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
#pragma warning restore CA2016
            while (buffer.Length > 0)
            {
                var count = await stream.ReadAsync(part, 0, Math.Min(part.Length, buffer.Length), patience.Token).ConfigureAwait(false);
                if (count == 0)
                    throw ServerErrors.Dropped(server.Address, $"its answer to {Call} was cut off");
                part.AsMemory(0, count).CopyTo(buffer);
                buffer = buffer.Slice(count);
            }
        }
        catch (Exception error) when (error is IOException or HttpRequestException or ObjectDisposedException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw patience.IsCancellationRequested
                ? ServerErrors.TooSlow(server.Address, Call, server.Timeout)
                : ServerErrors.Dropped(server.Address, $"its answer to {Call} was cut off", error);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(part);
        }
    }
}
