using AzMigrate.Discovery.Http;

namespace AzMigrate.Discovery.VMware.Client;

/// <summary>
/// The body of an answer, read piece by piece; a server that sends nothing for its time counts as gone.
/// </summary>
internal sealed class PatientBody : IDisposable
{
    private readonly ServerConnection _server;
    private readonly HttpResponseMessage _response;
    private readonly string _call;
    private readonly CancellationToken _cancellation;
    private readonly CancellationTokenSource _patience;
    private readonly CancellationTokenRegistration _cut;
    private Stream? _stream;

    public PatientBody(
        ServerConnection server, HttpResponseMessage response, string call, CancellationToken cancellation)
    {
        (_server, _response, _call, _cancellation) = (server, response, call, cancellation);
        _patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // Not every platform's stream hears the token while it waits.
        _cut = _patience.Token.Register(response.Dispose);
    }

    /// <summary>Reads what comes next, at most so many bytes; 0 at the end.</summary>
    public async Task<int> ReadAsync(byte[] buffer, int most)
    {
        _patience.CancelAfter(_server.Timeout);
        try
        {
#pragma warning disable CA2016 // netstandard2.0 has no token here, and with the head alone read the stream is there.
            _stream ??= await _response.Content.ReadAsStreamAsync().ConfigureAwait(false);
#pragma warning restore CA2016
            return await _stream.ReadAsync(buffer, 0, Math.Min(buffer.Length, most), _patience.Token)
                .ConfigureAwait(false);
        }
        catch (Exception error) when (
            error is IOException or HttpRequestException or ObjectDisposedException or OperationCanceledException)
        {
            _cancellation.ThrowIfCancellationRequested();
            throw _patience.IsCancellationRequested
                ? ServerErrors.TooSlow(_server.Address, _call, _server.Timeout)
                : ServerErrors.Dropped(_server.Address, $"its answer to {_call} was cut off", error);
        }
    }

    public void Dispose()
    {
        _cut.Dispose();
        _patience.Dispose();
    }
}
