using AzMigrate.Discovery.Http;

namespace AzMigrate.Discovery.Cim;

/// <summary>What carries CIM to a Windows server.</summary>
public enum CimProtocol
{
    /// <summary>WS-Management, the service WinRM: ports 5985 and, with TLS, 5986.</summary>
    WsMan,

    /// <summary>DCOM: port 135 and a range of high ports. Only Windows can ask so.</summary>
    Dcom,
}

/// <summary>How an account proves who it is.</summary>
public enum CimAuthentication
{
    /// <summary>Kerberos where it can be had, else NTLM.</summary>
    Negotiate,

    /// <summary>Kerberos and nothing else. Only Windows' own client does so.</summary>
    Kerberos,

    /// <summary>User name and password as they are, of a local account; over TLS only.</summary>
    Basic,

    /// <summary>A certificate of this computer, which the server maps to an account; over TLS only.</summary>
    Certificate,
}

/// <summary>How CIM of Windows servers is reached. It holds no secret.</summary>
public sealed record CimSettings
{
    private const int HighestPort = 65535;

    /// <summary>What carries it.</summary>
    public CimProtocol Protocol { get; init; } = CimProtocol.WsMan;

    /// <summary>True for WS-Management over TLS; the only way from a computer that is not Windows.</summary>
    public bool UseSsl { get; init; }

    /// <summary>Port of WS-Management, 1 to 65535; null for 5986 with TLS and 5985 without.</summary>
    public int? Port { get; init; }

    /// <summary>
    /// SHA-256 (64 hexadecimal digits) or SHA-1 (40, with a warning) thumbprint of the server's certificate: the one
    /// exception to TLS validation. Null to validate by the system's trust.
    /// </summary>
    public string? CertificateThumbprint { get; init; }

    /// <summary>How the account proves who it is.</summary>
    public CimAuthentication Authentication { get; init; } = CimAuthentication.Negotiate;

    /// <summary>
    /// Thumbprint of the client certificate with its private key, in the personal store of the account that runs this
    /// or of the computer; for <see cref="CimAuthentication.Certificate"/>.
    /// </summary>
    public string? ClientCertificate { get; init; }

    /// <summary>How long a server may take for one answer; 1 second to 1 hour.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// False when the account that runs this can be who logs in: by Windows' own sign-on, such as a group managed
    /// service account's, or by a certificate.
    /// </summary>
    internal bool NeedsCredential => Authentication == CimAuthentication.Basic;

    // Windows' own client does what ours does not: it encrypts on 5985, speaks DCOM and can insist on Kerberos. Ours
    // can pin a certificate.
    internal bool NeedsWindows =>
        Protocol == CimProtocol.Dcom || !UseSsl || Authentication == CimAuthentication.Kerberos;

    /// <summary>Refuses settings that cannot be right.</summary>
    /// <exception cref="MigrateException">
    /// <c>Source.ConnectionInvalid</c>, <c>Source.ThumbprintInvalid</c>, <c>Source.TimeoutInvalid</c>.
    /// </exception>
    public void Check()
    {
        if (Protocol is not (CimProtocol.WsMan or CimProtocol.Dcom)
            || Authentication is < CimAuthentication.Negotiate or > CimAuthentication.Certificate)
            throw Invalid("The protocol or the authentication is none that there is",
                "Give one of those that Get-Help names.");
        if (Port is < 1 or > HighestPort)
            throw Invalid("The port is not between 1 and 65535", "Leave it out for WinRM's own, 5986 with -UseSsl.");
        if (Protocol == CimProtocol.Dcom && (UseSsl || Port is not null || Authentication is not
                (CimAuthentication.Negotiate or CimAuthentication.Kerberos)))
            throw Invalid("DCOM has no TLS, no port of its own, and no other authentication than Windows' own",
                "Leave -UseSsl, -Port and -Authentication out, or take -Protocol WsMan.");
        if (Authentication is CimAuthentication.Basic or CimAuthentication.Certificate && !UseSsl)
            throw Invalid($"{Authentication} authentication goes over TLS only", "Give -UseSsl as well.");
        if ((Authentication == CimAuthentication.Certificate) != (ClientCertificate is not null))
            throw Invalid("Certificate authentication and a client certificate belong together",
                "Give both -Authentication Certificate and -ClientCertificate, or neither.");
        if (CertificateThumbprint is not null && NeedsWindows)
            throw Invalid("A certificate thumbprint can be given for TLS with Negotiate, Basic or Certificate only",
                "Give -UseSsl as well, or leave -CertificateThumbprint out.");
        _ = new CertificateCheck(CertificateThumbprint);
        _ = new CertificateCheck(ClientCertificate);
        if (Timeout < TimeSpan.FromSeconds(1) || Timeout > TimeSpan.FromHours(1))
            throw new MigrateException(
                "Source.TimeoutInvalid", "The source's time-out is not between 1 second and 1 hour.",
                "Give a time-out of some seconds.");
    }

    private static MigrateException Invalid(string what, string remedy) =>
        new("Source.ConnectionInvalid", what + ".", remedy);
}
