using System.Management.Automation;
using AzMigrate.Discovery.Cim;
using AzMigrate.Discovery.Windows;

namespace AzMigrate.Cmdlets;

// Windows servers by CIM, and how CIM is reached.
public sealed partial class AddMigrateSourceCommand
{
    private const string WindowsSet = "Windows";

    /// <summary>
    /// Windows servers: names, addresses, and ranges such as web[01-20].corp.example and 10.1.2.10-40.
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = WindowsSet)]
    [ValidateNotNullOrEmpty]
    public string[] Windows { get; set; } = [];

    /// <summary>WsMan for WinRM, by default, or Dcom, which Windows alone can speak.</summary>
    [Parameter(ParameterSetName = WindowsSet)]
    [Parameter(ParameterSetName = HyperVSet)]
    public CimProtocol Protocol { get; set; } = CimProtocol.WsMan;

    /// <summary>Goes to WinRM's HTTPS listener, port 5986; the only way from a computer that is not Windows.</summary>
    [Parameter(ParameterSetName = WindowsSet)]
    [Parameter(ParameterSetName = HyperVSet)]
    public SwitchParameter UseSsl { get; set; }

    /// <summary>
    /// Negotiate by default: Kerberos where it can be had, else NTLM. Kerberos alone, from Windows; Basic and
    /// Certificate with -UseSsl.
    /// </summary>
    [Parameter(ParameterSetName = WindowsSet)]
    [Parameter(ParameterSetName = HyperVSet)]
    public CimAuthentication Authentication { get; set; } = CimAuthentication.Negotiate;

    /// <summary>
    /// Thumbprint of the client certificate for -Authentication Certificate, in this computer's personal store.
    /// </summary>
    [Parameter(ParameterSetName = WindowsSet)]
    [Parameter(ParameterSetName = HyperVSet)]
    [ValidateNotNullOrEmpty]
    public string? ClientCertificate { get; set; }

    private void TakeWindows()
    {
        var connection = new WindowsConnection { Hosts = Windows, Cim = GivenCim(), Parallel = ThrottleLimit };
        Take(connection, before => before with { Hosts = connection.Hosts },
            before => before with { Hosts = [.. before.Hosts, .. Windows] });
    }

    private CimSettings GivenCim() => new()
    {
        Protocol = Protocol,
        UseSsl = UseSsl,
        Port = Port,
        CertificateThumbprint = CertificateThumbprint,
        Authentication = Authentication,
        ClientCertificate = ClientCertificate,
        Timeout = Timeout,
    };
}
