using AzMigrate.Discovery.Hosts;
using Renci.SshNet;

namespace AzMigrate.Discovery.Linux.Visits;

/// <summary>
/// The host that connects to the others: one connection, and in it a tunnel for each visit. The near end of a tunnel
/// is a port of this computer's loopback, open as long as the visit.
/// </summary>
internal sealed class JumpHost(SshSession session, HostAddress address) : IDisposable
{
    private readonly object _gate = new();
    private SshClient? _client;

    /// <summary>Opens a tunnel to a host.</summary>
    /// <exception cref="MigrateException">As of <see cref="SshSession.Connect"/>, about the jump host.</exception>
    public Tunnel Open(HostAddress host, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_client is not { IsConnected: true })
            {
                _client?.Dispose();
                _client = session.Connect(address, null, cancellation);
            }

            var port = new ForwardedPortLocal("127.0.0.1", 0, host.Host, (uint)host.Port);
            _client.AddForwardedPort(port);
            port.Start();
            return new Tunnel(_client, port);
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _client?.Dispose();
    }

    /// <summary>A way through the jump host to one host.</summary>
    internal sealed class Tunnel : IDisposable
    {
        private readonly SshClient _client;
        private readonly ForwardedPortLocal _port;

        public Tunnel(SshClient client, ForwardedPortLocal port)
        {
            (_client, _port) = (client, port);
            port.Exception += (_, error) => Failure ??= error.Exception;
        }

        public int LocalPort => (int)_port.BoundPort;

        /// <summary>Why the jump host did not connect; null when it did.</summary>
        public Exception? Failure { get; private set; }

        public void Dispose()
        {
            if (_client.IsConnected)
                _client.RemoveForwardedPort(_port);
            _port.Dispose();
        }
    }
}
