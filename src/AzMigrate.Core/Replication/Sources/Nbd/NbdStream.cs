using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using AzMigrate.Discovery.Http;
#if !NET8_0_OR_GREATER
using System.Runtime.InteropServices;
#endif

namespace AzMigrate.Replication.Sources.Nbd;

/// <summary>The bytes to and from a server: TCP or a local socket, and TLS over either.</summary>
internal sealed class NbdStream : IDisposable
{
    private readonly NbdAddress _address;
    private readonly CertificateCheck _certificate;
    private Stream _stream;

    private NbdStream(NbdAddress address, Socket socket, CertificateCheck certificate)
    {
        (_address, _certificate) = (address, certificate);
        _stream = new NetworkStream(socket, ownsSocket: true);
    }

    public static async Task<NbdStream> ConnectAsync(
        NbdAddress address, string? thumbprint, CancellationToken cancellation)
    {
        var certificate = new CertificateCheck(thumbprint);
        var socket = Open(address, out var connecting);
        try
        {
            using (cancellation.Register(socket.Dispose))
                await connecting.ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            return new NbdStream(address, socket, certificate);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or IOException)
        {
            socket.Dispose();
            cancellation.ThrowIfCancellationRequested();
            throw NbdErrors.Unreachable(address, error.Message.TrimEnd('.'), error);
        }
    }

    /// <summary>Goes on under TLS.</summary>
    public async Task StartTlsAsync()
    {
        var tls = new SslStream(_stream, false,
            (_, certificate, _, errors) => _certificate.Accepts(certificate as X509Certificate2, errors));
        try
        {
            await tls.AuthenticateAsClientAsync(_address.Host ?? "localhost").ConfigureAwait(false);
            _stream = tls;
        }
        catch (AuthenticationException) when (_certificate.Refused is not null)
        {
            throw NbdErrors.CertificateRefused(_address, _certificate.Refused!, _certificate.IsPinned);
        }
        catch (AuthenticationException error)
        {
            throw NbdErrors.Unreachable(_address, "TLS could not be agreed: " + error.Message.TrimEnd('.'), error);
        }
    }

    /// <summary>Fills the buffer.</summary>
    /// <exception cref="EndOfStreamException">The server closed the connection.</exception>
    public async ValueTask ReadAsync(Memory<byte> buffer)
    {
        while (buffer.Length > 0)
        {
#if NET8_0_OR_GREATER
            var count = await _stream.ReadAsync(buffer).ConfigureAwait(false);
#else
            MemoryMarshal.TryGetArray<byte>(buffer, out var bytes);
            var count = await _stream.ReadAsync(bytes.Array, bytes.Offset, bytes.Count).ConfigureAwait(false);
#endif
            if (count == 0)
                throw new EndOfStreamException("the server closed the connection");
            buffer = buffer.Slice(count);
        }
    }

    public Task WriteAsync(byte[] bytes) => _stream.WriteAsync(bytes, 0, bytes.Length);

    public void Dispose() => _stream.Dispose();

    private static Socket Open(NbdAddress address, out Task connecting)
    {
        if (address.SocketPath is null)
        {
            var tcp = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            connecting = tcp.ConnectAsync(address.Host!, address.Port);
            return tcp;
        }
#if NET8_0_OR_GREATER
        var local = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        connecting = local.ConnectAsync(new UnixDomainSocketEndPoint(address.SocketPath));
        return local;
#else
        throw new MigrateException(
            "Edition.NotSupported", "Local sockets are not supported by Windows PowerShell.",
            "Use PowerShell 7.4 or later, or let the server listen on TCP.", address.ToString());
#endif
    }
}
