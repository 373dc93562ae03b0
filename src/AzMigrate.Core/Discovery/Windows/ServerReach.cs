using System.Net.Sockets;
using AzMigrate.Discovery.Cim;

namespace AzMigrate.Discovery.Windows;

/// <summary>Sees whether a server's port takes a connection, so that what stands in the way can be named.</summary>
internal static class ServerReach
{
    private const int RpcPort = 135;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    /// <summary>Connects and goes away again.</summary>
    /// <exception cref="SourceException"><c>Source.Unreachable</c>, which names the port and what to do.</exception>
    public static async Task CheckAsync(string server, CimSettings settings, CancellationToken cancellation)
    {
        var port = settings.Protocol == CimProtocol.Dcom ? RpcPort : CimAddress.WsMan(server, settings).Port;
        var patience = settings.Timeout < Longest ? settings.Timeout : Longest;
        using var client = Socket.OSSupportsIPv6 ? new TcpClient(AddressFamily.InterNetworkV6) : new TcpClient();
        if (Socket.OSSupportsIPv6)
            client.Client.DualMode = true;
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        left.CancelAfter(patience);
        // netstandard2.0 has no token here; a socket that is closed ends its wait.
        using var closing = left.Token.Register(client.Dispose);
        try
        {
#pragma warning disable CA2016
            await client.ConnectAsync(server, port).ConfigureAwait(false);
#pragma warning restore CA2016
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException or NullReferenceException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw left.IsCancellationRequested
                ? Unreachable(server, FormattableString.Invariant(
                    $"nothing answers at its port {port} within {patience.TotalSeconds:0} seconds"),
                    Opened(port), error)
                : Named(server, port, settings, error as SocketException, error);
        }
    }

    private static SourceException Named(
        string server, int port, CimSettings settings, SocketException? socket, Exception cause) =>
            socket?.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => Unreachable(
            server, "its name is not known to DNS",
            "Check the name's spelling and this computer's DNS servers.", cause),
        SocketError.ConnectionRefused => Unreachable(
            server, FormattableString.Invariant($"it refuses connections at port {port}; {Missing(settings)}"),
            Listen(settings), cause),
        _ => Unreachable(server, FormattableString.Invariant($"no connection to its port {port} can be made"),
            Opened(port), cause),
    };

    private static string Missing(CimSettings settings) => settings switch
    {
        { Protocol: CimProtocol.Dcom } => "its RPC service is not there",
        { UseSsl: true } => "WinRM has no HTTPS listener there",
        _ => "WinRM does not listen there",
    };

    private static string Listen(CimSettings settings) => settings switch
    {
        { Protocol: CimProtocol.Dcom } => "Check that it is a Windows server.",
        { UseSsl: true } => "Make an HTTPS listener on the server: winrm quickconfig -transport:https; it needs a server "
            + "certificate, see docs/windows.md.",
        _ => "Run winrm quickconfig on the server, or Enable-PSRemoting.",
    };

    private static string Opened(int port) => port == RpcPort
        ? "Let the rule group Windows Management Instrumentation (WMI) through the server's firewall, and port 135 and the "
            + "high ports through those between."
        : FormattableString.Invariant(
            $"Let TCP {port} through the server's firewall (rule group Windows Remote Management) ")
            + "and those between.";

    private static SourceException Unreachable(string server, string what, string remedy, Exception cause) => new(
        "Source.Unreachable", $"{server} cannot be reached: {what}.", remedy, server, cause);
}
