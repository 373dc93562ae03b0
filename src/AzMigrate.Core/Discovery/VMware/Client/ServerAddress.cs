namespace AzMigrate.Discovery.VMware.Client;

/// <summary>Reads the server's address as people write it.</summary>
internal static class ServerAddress
{
    public static Uri Parse(string server)
    {
        var text = server.Trim();
        if (text.IndexOf("://", StringComparison.Ordinal) < 0)
            text = "https://" + Bracketed(text);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Host.Length == 0
            || address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
            throw Invalid("is no server's name or address");
        if (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            throw Invalid("is not an https address; a password is not sent without TLS");
        return address.AbsolutePath is "/" or "" ? new Uri(address, "/sdk") : address;
    }

    // A bare IPv6 address.
    private static string Bracketed(string text) =>
        System.Net.IPAddress.TryParse(text, out var ip)
        && ip.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            && text[0] != '[' ? "[" + text + "]" : text;

    // The text itself may hold a password (https://user:password@host), so it is not repeated.
    private static MigrateException Invalid(string what) => new(
        "Source.AddressInvalid", $"What was given as the server {what}.",
        "Give the name of the vCenter Server or ESXi host, such as vcenter.example.com, or https://name:port; user and password go into the credential.");
}
