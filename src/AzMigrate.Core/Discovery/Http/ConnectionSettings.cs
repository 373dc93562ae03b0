using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace AzMigrate.Discovery.Http;

/// <summary>How a server is reached over HTTP.</summary>
internal sealed record ConnectionSettings
{
    /// <summary>Time without an answer after which the server counts as gone.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Thumbprint of the server's certificate; null for the system's trust.</summary>
    public string? CertificateThumbprint { get; init; }

    /// <summary>False to go to the server without a proxy.</summary>
    public bool UseProxy { get; init; } = true;

    /// <summary>
    /// Most connections side by side. Windows PowerShell's own default of two would make parallel questions wait for
    /// each other; each one more is a handshake and a login.
    /// </summary>
    public int MostConnections { get; init; } = 16;

    /// <summary>The proxy; null for the system's.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>What challenges are answered with; null for nothing.</summary>
    public ICredentials? Credentials { get; init; }

    /// <summary>The client's certificate; null for none.</summary>
    public X509Certificate2? ClientCertificate { get; init; }
}
