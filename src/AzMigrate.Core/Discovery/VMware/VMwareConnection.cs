namespace AzMigrate.Discovery.VMware;

/// <summary>How a vCenter Server or ESXi host is reached.</summary>
public sealed record VMwareConnection
{
    /// <summary>Host name or address, or an https address with a port; <c>/sdk</c> is added where there is no path.</summary>
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
}
