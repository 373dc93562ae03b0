using System.Management.Automation;
using AzMigrate.Discovery.Cim;
using AzMigrate.Discovery.Windows;

namespace AzMigrate.Cmdlets;

// Windows servers by CIM.
public sealed partial class SetMigrateSourceCommand
{
    private static string[] WindowsParameters =>
    [
        nameof(Windows), nameof(Protocol), nameof(UseSsl), nameof(Port), nameof(Authentication), nameof(ClientCertificate),
        nameof(CertificateThumbprint), nameof(ThrottleLimit), nameof(Timeout),
    ];

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
        Cim = before.Cim with
        {
            Protocol = IsGiven(nameof(Protocol)) ? Protocol : before.Cim.Protocol,
            UseSsl = IsGiven(nameof(UseSsl)) ? UseSsl : before.Cim.UseSsl,
            Port = IsGiven(nameof(Port)) ? Port : before.Cim.Port,
            Authentication = IsGiven(nameof(Authentication)) ? Authentication : before.Cim.Authentication,
            ClientCertificate = IsGiven(nameof(ClientCertificate)) ? NullIfEmpty(ClientCertificate) : before.Cim.ClientCertificate,
            CertificateThumbprint = IsGiven(nameof(CertificateThumbprint))
                ? NullIfEmpty(CertificateThumbprint) : before.Cim.CertificateThumbprint,
            Timeout = IsGiven(nameof(Timeout)) ? Timeout : before.Cim.Timeout,
        },
    };
}
