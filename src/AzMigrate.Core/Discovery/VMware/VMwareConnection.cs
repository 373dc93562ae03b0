using AzMigrate.Discovery.Http;
using AzMigrate.Discovery.VMware.Client;
using AzMigrate.Inventory;

namespace AzMigrate.Discovery.VMware;

/// <summary>How a vCenter Server or ESXi host is reached.</summary>
public sealed record VMwareConnection : SourceConnection
{
    /// <summary>
    /// Host name or address, or an https address with a port; <c>/sdk</c> is added where there is no path.
    /// </summary>
    public required string Server { get; init; }

    /// <summary>
    /// SHA-256 (64 hexadecimal digits) or SHA-1 (40, with a warning) thumbprint of the server's certificate, with or
    /// without colons: the one exception to TLS validation. Null to validate by the system's trust.
    /// </summary>
    public string? CertificateThumbprint { get; init; }

    /// <summary>Proxy address; null for the system's.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Time without any byte of an answer after which the server counts as gone.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <inheritdoc/>
    public override SourceKind Kind => SourceKind.VMware;

    /// <inheritdoc/>
    public override string Address => Server;

    /// <summary>Refuses settings that cannot be right.</summary>
    /// <exception cref="MigrateException">
    /// <c>Source.AddressInvalid</c>, <c>Source.ProxyInvalid</c>, <c>Source.ThumbprintInvalid</c>,
    /// <c>Source.TimeoutInvalid</c>.
    /// </exception>
    public override void Check()
    {
        ServerAddress.Parse(Server);
        if (Proxy is { } proxy)
            CheckProxy(proxy);
        _ = new CertificateCheck(CertificateThumbprint);
        if (Timeout <= TimeSpan.Zero)
            throw new MigrateException(
                "Source.TimeoutInvalid", "The source's time-out is not above zero.",
                "Give a time-out of some seconds.");
    }

    /// <inheritdoc/>
    public override IDiscoverySource Open(SourceOpening opening) => VMwareSource.Open(
        this,
        opening.Credential ?? throw new MigrateException(
            "Source.CredentialMissing", $"{Server} needs a user name and a password.",
            "Give a credential for the source.", Server),
        opening.Warn, opening.OnCall);

    private static void CheckProxy(Uri proxy)
    {
        if (!proxy.IsAbsoluteUri || !IsPlain(proxy) || proxy.Scheme is not ("http" or "https"))
            throw new MigrateException(
                "Source.ProxyInvalid", "The proxy is not an http or https address without a user and a password.",
                "Give an address such as http://proxy.corp.example:3128.");
    }

    private static bool IsPlain(Uri address) =>
        address.UserInfo.Length == 0 && address.Host.Length > 0 && address.Query.Length == 0
        && address.Fragment.Length == 0;
}
