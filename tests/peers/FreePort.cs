using System.Net;
using System.Net.Sockets;

namespace AzMigrate.Peers;

/// <summary>Ports for servers that cannot be left to take any.</summary>
internal static class FreePort
{
    // Below those that the system gives away: one of them could be somebody else's before its server listens.
    private const int First = 10_000;
    private const int Count = 20_000;

    // Test processes that run side by side begin at places of their own.
    private static int _last = Environment.ProcessId * 64;

    /// <summary>A port that nobody listens at, of any address, and that this process has not asked for before.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref _last) % Count);
            try
            {
                using var listener = new TcpListener(IPAddress.Any, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken.
                continue;
            }
        }
    }
}
