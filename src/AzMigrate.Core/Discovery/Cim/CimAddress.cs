using System.Net;
using System.Net.Sockets;

namespace AzMigrate.Discovery.Cim;

/// <summary>Reads a Windows server's name or address as people write it.</summary>
internal static class CimAddress
{
    private const int LongestName = 253;

    /// <summary>The name as it is stored and shown: trimmed, an IPv6 address without brackets.</summary>
    /// <exception cref="MigrateException"><c>Source.AddressInvalid</c>; it does not repeat the text.</exception>
    public static string Checked(string server)
    {
        var text = server.Trim();
        if (text.Length > 2 && text[0] == '[' && text[text.Length - 1] == ']')
            text = text.Substring(1, text.Length - 2);
        if (IPAddress.TryParse(text, out _) || (text.Length is > 0 and <= LongestName && text.All(IsOfName)
                && Uri.CheckHostName(text) is UriHostNameType.Dns))
            return text;
        // The text itself may hold a password, so it is not repeated.
        throw new MigrateException("Source.AddressInvalid", "What was given as a server is no name or address.",
            "Give names or addresses such as srv1.corp.example; the port goes into -Port, user and password into the "
            + "credential.");
    }

    /// <summary>Where WS-Management listens on the server.</summary>
    public static Uri WsMan(string server, CimSettings settings) => new UriBuilder(
        settings.UseSsl ? Uri.UriSchemeHttps : Uri.UriSchemeHttp,
        IPAddress.TryParse(server, out var ip) && ip.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{server}]"
            : server,
        settings.Port ?? (settings.UseSsl ? 5986 : 5985), "/wsman").Uri;

    private static bool IsOfName(char character) => character is '.' or '-' or '_' || char.IsLetterOrDigit(character);
}
