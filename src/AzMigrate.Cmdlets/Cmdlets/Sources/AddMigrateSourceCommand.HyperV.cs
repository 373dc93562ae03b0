using System.Management.Automation;
using AzMigrate.Discovery.HyperV;

namespace AzMigrate.Cmdlets;

// Hyper-V hosts and failover clusters by CIM.
public sealed partial class AddMigrateSourceCommand
{
    private const string HyperVSet = "HyperV";

    /// <summary>
    /// Hyper-V hosts, or names of failover clusters: names, addresses, and ranges such as hv[01-16].corp.example. Of a
    /// cluster, and of a host that belongs to one, all nodes are asked.
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = HyperVSet)]
    [ValidateNotNullOrEmpty]
    public string[] HyperV { get; set; } = [];

    private void TakeHyperV()
    {
        var connection = new HyperVConnection { Hosts = HyperV, Cim = GivenCim(), Parallel = ThrottleLimit };
        Take(connection, before => before with { Hosts = connection.Hosts },
            before => before with { Hosts = [.. before.Hosts, .. HyperV] });
    }
}
