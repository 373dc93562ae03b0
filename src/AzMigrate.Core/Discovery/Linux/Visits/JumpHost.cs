using System.Diagnostics;
using System.Net.Sockets;
using AzMigrate.Discovery.Hosts;
using AzMigrate.Discovery.Linux.Hosts;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace AzMigrate.Discovery.Linux.Visits;

/// <summary>
/// The host that connects to the others: one connection, and in it a tunnel for each visit. The near end of a tunnel
/// is a port of this computer's loopback, open as long as the visit.
/// </summary>
internal sealed class JumpHost(SshSession session, HostAddress address) : IDisposable
{
    // Hosts behind one that is away would else wait for it one after another.
    private static readonly TimeSpan FailureHolds = TimeSpan.FromMinutes(1);

    private readonly object _gate = new();
    private readonly Stopwatch _sinceFailure = new();
    private MigrateException? _failure;
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
                // A client that is disposed of may not even be asked whether it is connected.
                _client = null;
                _client = Connect(cancellation);
            }

            try
            {
                var port = new ForwardedPortLocal("127.0.0.1", 0, host.Host, (uint)host.Port);
                _client.AddForwardedPort(port);
                port.Start();
                return new Tunnel(_client, port);
            }
            catch (Exception lost) when (lost is SshException or SocketException or InvalidOperationException)
            {
                throw SshErrors.Unreachable(address, VisitText.Shown(lost.Message).TrimEnd('.'), lost);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _client?.Dispose();
    }

    private SshClient Connect(CancellationToken cancellation)
    {
        if (_failure is { } failure && _sinceFailure.Elapsed < FailureHolds)
            throw failure;
        try
        {
            return session.Connect(address, null, cancellation);
        }
        catch (MigrateException away)
        {
            _failure = away;
            _sinceFailure.Restart();
            throw;
        }
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
            try
            {
                if (_client.IsConnected)
                    _client.RemoveForwardedPort(_port);
            }
            catch (ObjectDisposedException)
            {
                // The connection broke meanwhile, and another one has taken its place.
            }

            _port.Dispose();
        }
    }
}
