using AzMigrate.Discovery.Cim;
using AzMigrate.Discovery.HyperV.Hosts;
using AzMigrate.Discovery.HyperV.Machines;
using AzMigrate.Discovery.HyperV.Performance;
using AzMigrate.Discovery.Windows;
using AzMigrate.Discovery.Windows.Machines;

namespace AzMigrate.Discovery.HyperV;

/// <summary>Checks of what is read of a Hyper-V host: each right that is missing, by the name of its group.</summary>
internal static class HostChecks
{
    private const string VirtualizationName = "Hyper-V";
    private const string CountersName = "Performance counters";
    private const string ClusterName = "Cluster";

    public static async Task<List<SourceCheck>> RunAsync(ICimClient client, CancellationToken cancellation) =>
    [
        await VirtualizationAsync(client, cancellation).ConfigureAwait(false),
        await ServerChecks.CheckAsync(
            "Disk files", "The host can be asked for them.",
            "Put the account into the host's group Hyper-V Administrators.", client, HostRows.Namespace,
            "SELECT Name FROM Msvm_ImageManagementService", cancellation).ConfigureAwait(false),
        await CountersAsync(client, cancellation).ConfigureAwait(false),
        await ClusterAsync(client, cancellation).ConfigureAwait(false),
    ];

    // To an account without the right the classes are there and empty; the host's own row is what everybody else sees.
    private static async Task<SourceCheck> VirtualizationAsync(ICimClient client, CancellationToken cancellation)
    {
        const string Rights =
            "Put the account into the host's groups Hyper-V Administrators and Remote Management Users.";
        try
        {
            var rows = await client.AllAsync(HostRows.Namespace, HostRows.SystemsQuery, cancellation)
                .ConfigureAwait(false);
            var machines = rows.Count(row => Guid.TryParse(row.GetString("Name"), out _));
            return rows.Count > 0
                ? new SourceCheck(VirtualizationName, true, $"The account sees {machines} virtual machines.", null)
                : new SourceCheck(VirtualizationName, false, "Hyper-V shows nothing to the account.", Rights);
        }
        catch (MigrateException error) when (error.Code == CimErrors.NamespaceNotFoundCode)
        {
            return new SourceCheck(VirtualizationName, false, "The server has no Hyper-V role.",
                "Name a Hyper-V host of Windows Server 2012 or later, or add the server as a source of Windows servers.");
        }
        catch (MigrateException error)
        {
            return new SourceCheck(VirtualizationName, false, error.Message, Rights);
        }
    }

    // A host without a running VM has the class and no row.
    private static async Task<SourceCheck> CountersAsync(ICimClient client, CancellationToken cancellation)
    {
        try
        {
            var rows = await client.AllAsync(CimQueries.Cim, HostCounters.ProcessorsQuery, cancellation)
                .ConfigureAwait(false);
            return new SourceCheck(
                CountersName, true,
                rows.Count > 0 ? "They can be read." : "They can be read; no virtual machine runs.", null);
        }
        catch (MigrateException error)
        {
            return new SourceCheck(
                CountersName, false, error.Message,
                "Put the account into the host's group Performance Monitor Users; where the class is missing, run "
                + "winmgmt /resyncperf there.");
        }
    }

    private static async Task<SourceCheck> ClusterAsync(ICimClient client, CancellationToken cancellation)
    {
        try
        {
            var nodes = await client.AllAsync(HostPlans.ClusterNamespace, HostPlans.NodesQuery, cancellation)
                .ConfigureAwait(false);
            return new SourceCheck(ClusterName, true, nodes.Count == 0 ? "The host belongs to none."
                : $"Its nodes can be read: {string.Join(", ", nodes.Select(row => row.GetString("Name")))}.", null);
        }
        catch (MigrateException error)
            when (error.Code is CimErrors.NamespaceNotFoundCode or CimErrors.ClassNotFoundCode)
        {
            return new SourceCheck(ClusterName, true, "The host belongs to none.", null);
        }
        catch (MigrateException error)
        {
            return new SourceCheck(ClusterName, false, error.Message,
                "Give the account read access to the cluster: Grant-ClusterAccess -User DOMAIN\\account -ReadOnly.");
        }
    }
}
