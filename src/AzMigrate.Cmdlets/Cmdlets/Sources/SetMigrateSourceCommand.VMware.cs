using System.Management.Automation;
using AzMigrate.Discovery.VMware;

namespace AzMigrate.Cmdlets;

// A vCenter Server or an ESXi host.
public sealed partial class SetMigrateSourceCommand
{
    private static string[] VMwareParameters => 
        [nameof(VMware), nameof(CertificateThumbprint), nameof(Proxy), nameof(Timeout)];

    /// <summary>Name or https address of the vCenter Server or ESXi host.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? VMware { get; set; }

    /// <summary>
    /// SHA-256 thumbprint of the server's certificate; an empty text goes back to the system's trust.
    /// </summary>
    [Parameter]
    [AllowEmptyString]
    public string? CertificateThumbprint { get; set; }

    /// <summary>Address of the proxy; $null goes back to the system's.</summary>
    [Parameter]
    [AllowNull]
    public Uri? Proxy { get; set; }

    private VMwareConnection Changed(VMwareConnection before) => before with
    {
        Server = VMware ?? before.Server,
        CertificateThumbprint = IsGiven(nameof(CertificateThumbprint))
            ? NullIfEmpty(CertificateThumbprint) : before.CertificateThumbprint,
        Proxy = IsGiven(nameof(Proxy)) ? Proxy : before.Proxy,
        Timeout = IsGiven(nameof(Timeout)) ? Timeout : before.Timeout,
    };
}
