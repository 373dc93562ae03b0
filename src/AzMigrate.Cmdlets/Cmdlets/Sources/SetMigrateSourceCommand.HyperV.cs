using System.Management.Automation;
using AzMigrate.Discovery.HyperV;

namespace AzMigrate.Cmdlets;

// Hyper-V hosts and failover clusters by CIM.
public sealed partial class SetMigrateSourceCommand
{
    private static string[] HyperVParameters => [nameof(HyperV), .. CimParameters];

    /// <summary>The Hyper-V hosts and clusters of the source, in place of those that it has.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? HyperV { get; set; }

    private HyperVConnection Changed(HyperVConnection before) => before with
    {
        Hosts = HyperV ?? before.Hosts,
        Parallel = IsGiven(nameof(ThrottleLimit)) ? ThrottleLimit : before.Parallel,
        Cim = Changed(before.Cim),
    };
}
