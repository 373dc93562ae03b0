using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using AzMigrate.Discovery.Http;

namespace AzMigrate.Discovery.VMware.Client;

/// <summary>Reads files of datastores by ranges, within the session of the calls.</summary>
/// <param name="server">The server.</param>
/// <param name="session">Its session.</param>
/// <param name="settings">How the server is reached, and the hosts that it refers to.</param>
internal sealed class VimFiles(ServerConnection server, VimSession session, ConnectionSettings settings) : IVimFiles
{
    private const string Call = "a datastore's file";
    private const int PieceBytes = 256 << 10;

    public Task<long> LengthAsync(VimFile file, CancellationToken cancellationToken) =>
        GetAsync(file, 0, new byte[1], cancellationToken);

    public Task ReadAsync(VimFile file, long offset, Memory<byte> buffer, CancellationToken cancellationToken) =>
        buffer.Length == 0 ? Task.CompletedTask : GetAsync(file, offset, buffer, cancellationToken);

    public async Task DownloadAsync(
        string address, string? thumbprint, Stream target, CancellationToken cancellationToken)
    {
        var text = address.Replace("//*", "//" + server.Address.Host);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var from) || from.Scheme != server.Address.Scheme)
            throw ServerErrors.AnswerInvalid("ExportSnapshot", "its address of a disk is none");
        // Hosts have certificates of their own, which the server knows; the session is not theirs to see.
        var isServer = from.Authority == server.Address.Authority;
        using var host = isServer ? null
            : new ServerConnection(from, settings with { CertificateThumbprint = thumbprint }, null, null);
        using var request = new HttpRequestMessage(HttpMethod.Get, from);
        if (isServer && session.Cookie is string cookie)
            request.Headers.TryAddWithoutValidation("Cookie", cookie);
        using var response = await (host ?? server).SendAsync(request, Call, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK)
            throw SourceErrors.DownloadRefused(from, (int)response.StatusCode);
        await CopyAsync(response, target, cancellationToken).ConfigureAwait(false);
    }

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

    private async Task<long> GetOnceAsync(VimFile file, long offset, Memory<byte> buffer,
        CancellationToken cancellation)
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
        var part = ArrayPool<byte>.Shared.Rent(Math.Min(buffer.Length, PieceBytes));
        try
        {
            using var body = new PatientBody(server, response, Call, cancellation);
            while (buffer.Length > 0)
            {
                var count = await body.ReadAsync(part, buffer.Length).ConfigureAwait(false);
                if (count == 0)
                    throw ServerErrors.Dropped(server.Address, $"its answer to {Call} was cut off");
                part.AsMemory(0, count).CopyTo(buffer);
                buffer = buffer.Slice(count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(part);
        }
    }

    private async Task CopyAsync(HttpResponseMessage response, Stream target, CancellationToken cancellation)
    {
        var part = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            using var body = new PatientBody(server, response, Call, cancellation);
            for (int count; (count = await body.ReadAsync(part, part.Length).ConfigureAwait(false)) > 0;)
                await target.WriteAsync(part, 0, count, cancellation).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(part);
        }
    }
}
