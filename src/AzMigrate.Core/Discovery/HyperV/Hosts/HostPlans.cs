using AzMigrate.Discovery.Cim;
using AzMigrate.Discovery.Hosts;
using AzMigrate.Discovery.Windows;
using AzMigrate.Discovery.Windows.Machines;

namespace AzMigrate.Discovery.HyperV.Hosts;

/// <summary>
/// Finds the hosts behind a source's names: a name may be that of a failover cluster, and a host may be one of its
/// nodes. All nodes are asked then, whatever moves between them.
/// </summary>
internal sealed class HostPlans(HyperVConnection connection, ServerVisits visits)
{
    /// <summary>Namespace of the failover cluster; hosts without that feature lack it.</summary>
    public const string ClusterNamespace = "root/MSCluster";

    /// <summary>Nodes of the cluster, and whether they are up.</summary>
    public const string NodesQuery = "SELECT Name, State FROM MSCluster_Node";

    private const string ClusterQuery = "SELECT Name FROM MSCluster_Cluster";
    private const string SelfQuery = "SELECT Name, DNSHostName, Domain, PartOfDomain FROM Win32_ComputerSystem";

    // MSCluster_Node.State: 0 up, 1 down, 2 paused, 3 joining; a paused node runs what it has.
    private static readonly string[] StatesUp = ["0", "2"];

    /// <summary>The hosts, each once.</summary>
    /// <exception cref="MigrateException">None of the names can be asked: the first one's error.</exception>
    public async Task<HostPlan> MakeAsync(CancellationToken cancellation)
    {
        var nodes = new Dictionary<string, HostNode>(StringComparer.OrdinalIgnoreCase);
        var problems = new List<MigrateProblem>();
        MigrateException? first = null;
        var entries = OrderedVisits.RunAsync(
            CimHosts.Parse(connection.Hosts), connection.Parallel, EntryAsync, cancellation);
        await foreach (var (found, error) in entries.ConfigureAwait(false))
        {
            first ??= error;
            problems.AddRange(found.Problems);
            foreach (var node in found.Nodes.Where(node => !nodes.ContainsKey(node.Name)))
                nodes[node.Name] = node;
        }

        if (nodes.Count == 0 && first is not null)
            throw first;
        return new HostPlan([.. nodes.Values], [.. problems.Distinct()]);
    }

    private async Task<(HostPlan Plan, MigrateException? Error)> EntryAsync(
        HostAddress host, CancellationToken cancellation)
    {
        try
        {
            var plan = await visits.VisitAsync(
                host, client => ReadAsync(client, host, cancellation), cancellation).ConfigureAwait(false);
            return (plan, null);
        }
        catch (MigrateException error)
        {
            return (new HostPlan([], [HostProblems.Unreadable(host.Host, error)]), error);
        }
    }

    private static async Task<HostPlan> ReadAsync(
        ICimClient client, HostAddress host, CancellationToken cancellation)
    {
        var self = (await client.AllAsync(CimQueries.Cim, SelfQuery, cancellation)
            .ConfigureAwait(false)).FirstOrDefault();
        var name = self?.GetString("DNSHostName") ?? self?.GetString("Name") ?? host.Host;
        var domain = self?.GetBoolean("PartOfDomain") == true ? self.GetString("Domain") : null;
        var alone = new HostNode(host, FullName(name, domain), null);
        try
        {
            var rows = await client.AllAsync(ClusterNamespace, NodesQuery, cancellation).ConfigureAwait(false);
            var cluster = (await client.AllAsync(ClusterNamespace, ClusterQuery, cancellation).ConfigureAwait(false))
                .Select(row => row.GetString("Name")).FirstOrDefault();
            var names = rows.Where(row => row.GetString("Name") is not null).ToList();
            if (names.Count == 0)
                return new HostPlan([alone], []);
            var up = names.Where(row => StatesUp.Contains(row.GetString("State"), StringComparer.Ordinal));
            var down = names.Except(up).Select(row => FullName(row.GetString("Name")!, domain));
            return new HostPlan(
                [.. up.Select(row => Node(row.GetString("Name")!, domain, cluster, name, host))],
                [.. down.Select(node => HostProblems.NodeDown(node, cluster))]);
        }
        catch (MigrateException error)
            when (error.Code is CimErrors.NamespaceNotFoundCode or CimErrors.ClassNotFoundCode)
        {
            return new HostPlan([alone], []);
        }
        catch (MigrateException error) when (error.Code == CimErrors.AccessDeniedCode)
        {
            return new HostPlan([alone], [HostProblems.ClusterUnreadable(alone.Name, error)]);
        }
    }

    // The node that answered is known to be reached by the name that was given; the others are by their own.
    private static HostNode Node(string node, string? domain, string? cluster, string self, HostAddress given) => new(
        string.Equals(node, self, StringComparison.OrdinalIgnoreCase)
            ? given : HostList.ParseOne(FullName(node, domain), given.Port),
        FullName(node, domain), cluster);

    private static string FullName(string name, string? domain) =>
        (domain is null || name.Contains('.') ? name : $"{name}.{domain}").ToLowerInvariant();
}
