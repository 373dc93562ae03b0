using System.Management.Automation;
using AzMigrate.Discovery.VMware;

namespace AzMigrate.Cmdlets;

// A vCenter Server or an ESXi host.
public sealed partial class AddMigrateSourceCommand
{
    private const string VMwareSet = "VMware";

    /// <summary>Name or https address of the vCenter Server or ESXi host.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = VMwareSet)]
    [ValidateNotNullOrEmpty]
    public string VMware { get; set; } = "";

    /// <summary>
    /// SHA-256 thumbprint of the server's certificate: the one exception to validation by the system's trust.
    /// </summary>
    [Parameter(ParameterSetName = VMwareSet)]
    [Parameter(ParameterSetName = WindowsSet)]
    [Parameter(ParameterSetName = HyperVSet)]
    [ValidateNotNullOrEmpty]
    public string? CertificateThumbprint { get; set; }

    /// <summary>Address of the proxy; the system's when left out.</summary>
    [Parameter(ParameterSetName = VMwareSet)]
    [ValidateNotNull]
    public Uri? Proxy { get; set; }

    private VMwareConnection GivenVMware()
    {
        var given = new VMwareConnection
        {
            Server = VMware, CertificateThumbprint = CertificateThumbprint, Proxy = Proxy,
        };
        return MyInvocation.BoundParameters.ContainsKey(nameof(Timeout)) ? given with { Timeout = Timeout } : given;
    }
}
