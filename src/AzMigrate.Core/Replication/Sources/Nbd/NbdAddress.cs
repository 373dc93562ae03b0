namespace AzMigrate.Replication.Sources.Nbd;

/// <summary>Where an NBD export is: the URIs that NBD's own specification defines.</summary>
internal sealed record NbdAddress
{
    private const int DefaultPort = 10809;

    /// <summary>The server's name or IP address; null for a local socket.</summary>
    public string? Host { get; init; }

    public int Port { get; init; } = DefaultPort;

    /// <summary>Path of the local socket; null for TCP.</summary>
    public string? SocketPath { get; init; }

    /// <summary>Name of the export; empty is the server's default.</summary>
    public string Export { get; init; } = "";

    /// <summary>True when the connection must be TLS.</summary>
    public bool IsTls { get; init; }

    /// <summary>
    /// Reads <c>nbd://host:port/export</c>, <c>nbds://</c>, <c>nbd+unix:///export?socket=path</c> and
    /// <c>nbds+unix:</c>.
    /// </summary>
    /// <exception cref="MigrateException"><c>Disk.AddressInvalid</c>.</exception>
    public static NbdAddress Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0)
            throw NbdErrors.AddressInvalid(text);
        var export = Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/'));
        var isTls = uri.Scheme.StartsWith("nbds", StringComparison.Ordinal);
        switch (uri.Scheme)
        {
            case "nbd" or "nbds" when uri.Host.Length > 0 && uri.Query.Length == 0:
                return new NbdAddress { Host = uri.DnsSafeHost, Port = uri.Port > 0 ? uri.Port : DefaultPort,
                    Export = export, IsTls = isTls };
            case "nbd+unix" or "nbds+unix" when uri.Query.StartsWith("?socket=", StringComparison.Ordinal)
                && uri.Query.Length > 8:
                return new NbdAddress { SocketPath = Uri.UnescapeDataString(uri.Query.Substring(8)), Export = export,
                    IsTls = isTls };
            default:
                throw NbdErrors.AddressInvalid(text);
        }
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var scheme = IsTls ? "nbds" : "nbd";
        return SocketPath is not null
            ? $"{scheme}+unix:///{Export}?socket={SocketPath}"
            : FormattableString.Invariant($"{scheme}://{Host}:{Port}/{Export}");
    }
}
