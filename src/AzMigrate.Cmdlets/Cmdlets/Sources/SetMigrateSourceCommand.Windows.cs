using System.Management.Automation;
using AzMigrate.Discovery.Cim;
using AzMigrate.Discovery.Windows;

namespace AzMigrate.Cmdlets;

// Windows servers by CIM.
public sealed partial class SetMigrateSourceCommand
{
    private static string[] CimParameters =>
    [
        nameof(Protocol), nameof(UseSsl), nameof(Port), nameof(Authentication), nameof(ClientCertificate),
        nameof(CertificateThumbprint), nameof(ThrottleLimit), nameof(Timeout),
    ];

    private static string[] WindowsParameters => [nameof(Windows), .. CimParameters];

    /// <summary>The Windows servers of the source, in place of those that it has.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Windows { get; set; }

    /// <summary>WsMan for WinRM, or Dcom, which Windows alone can speak.</summary>
    [Parameter]
    public CimProtocol Protocol { get; set; }

    /// <summary>Goes to WinRM's HTTPS listener; -UseSsl:$false goes back to the other.</summary>
    [Parameter]
    public SwitchParameter UseSsl { get; set; }

    /// <summary>How the account proves who it is.</summary>
    [Parameter]
    public CimAuthentication Authentication { get; set; }

    /// <summary>Thumbprint of the client certificate; an empty text takes it away.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? ClientCertificate { get; set; }

    private WindowsConnection Changed(WindowsConnection before) => before with
    {
        Hosts = Windows ?? before.Hosts,
        Parallel = IsGiven(nameof(ThrottleLimit)) ? ThrottleLimit : before.Parallel,
        Cim = Changed(before.Cim),
    };

    private CimSettings Changed(CimSettings before) => before with
    {
        Protocol = IsGiven(nameof(Protocol)) ? Protocol : before.Protocol,
        UseSsl = IsGiven(nameof(UseSsl)) ? UseSsl : before.UseSsl,
        Port = IsGiven(nameof(Port)) ? Port : before.Port,
        Authentication = IsGiven(nameof(Authentication)) ? Authentication : before.Authentication,
        ClientCertificate = IsGiven(nameof(ClientCertificate))
            ? NullIfEmpty(ClientCertificate) : before.ClientCertificate,
        CertificateThumbprint = IsGiven(nameof(CertificateThumbprint))
            ? NullIfEmpty(CertificateThumbprint) : before.CertificateThumbprint,
        Timeout = IsGiven(nameof(Timeout)) ? Timeout : before.Timeout,
    };
}
