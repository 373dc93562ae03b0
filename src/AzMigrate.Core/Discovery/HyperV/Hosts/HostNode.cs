using AzMigrate.Discovery.Hosts;

namespace AzMigrate.Discovery.HyperV.Hosts;

/// <summary>A Hyper-V host that is to be asked.</summary>
/// <param name="Address">Where it is reached.</param>
/// <param name="Name">Its own name, by which placements show it.</param>
/// <param name="Cluster">The failover cluster that it belongs to; null for none.</param>
internal sealed record HostNode(HostAddress Address, string Name, string? Cluster);

/// <summary>The hosts behind a source's names, and what of them cannot be asked.</summary>
internal sealed record HostPlan(IReadOnlyList<HostNode> Nodes, IReadOnlyList<MigrateProblem> Problems);
