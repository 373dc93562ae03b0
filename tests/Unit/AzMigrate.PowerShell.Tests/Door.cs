using System.Net;
using System.Net.Sockets;
using AzMigrate.Peers;

namespace AzMigrate.PowerShell.Tests;

/// <summary>A way to a server that can be closed, which cuts all that goes through it, and opened again.</summary>
internal sealed class Door : IDisposable
{
    private readonly Uri _server;
    private readonly List<Socket> _open = [];
    // Nobody is given it while the door is closed.
    private readonly int _port = FreePort.Next();
    private TcpListener? _listener;

    public Door(Uri server)
    {
        _server = server;
        Open();
    }

    /// <summary>The server's address by this way.</summary>
    public Uri Address => new UriBuilder(_server) { Port = _port }.Uri;

    public void Open()
    {
        _listener = new TcpListener(IPAddress.Loopback, _port);
        _listener.Start();
        _ = AcceptAsync(_listener);
    }

    public void Close()
    {
        _listener?.Stop();
        _listener = null;
        lock (_open)
        {
            foreach (var socket in _open)
                socket.Dispose();
            _open.Clear();
        }
    }

    public void Dispose() => Close();

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync();
                var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
                lock (_open)
                    _open.AddRange([client, server]);
                await server.ConnectAsync(_server.Host, _server.Port);
                _ = CarryAsync(client, server);
                _ = CarryAsync(server, client);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // It was closed.
        }
    }

    private static async Task CarryAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 << 10];
        try
        {
            for (int count; (count = await from.ReceiveAsync(buffer)) > 0;)
                await to.SendAsync(buffer.AsMemory(0, count));
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // One of the sides is gone.
        }
    }
}
