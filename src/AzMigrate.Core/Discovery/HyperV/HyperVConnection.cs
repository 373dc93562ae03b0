using AzMigrate.Discovery.Cim;
using AzMigrate.Discovery.Windows;
using AzMigrate.Inventory;

namespace AzMigrate.Discovery.HyperV;

/// <summary>How Hyper-V hosts and failover clusters are asked by CIM.</summary>
public sealed record HyperVConnection : SourceConnection
{
    /// <summary>
    /// Hosts, or names of failover clusters: names, addresses and ranges such as <c>hv[01-16].corp.example</c>. Of a
    /// cluster, and of a host that belongs to one, all nodes are asked.
    /// </summary>
    public required IReadOnlyList<string> Hosts { get; init; }

    /// <summary>How they are reached.</summary>
    public CimSettings Cim { get; init; } = new();

    /// <summary>How many hosts are asked side by side, 1 to 256.</summary>
    public int Parallel { get; init; } = 16;

    /// <inheritdoc/>
    public override SourceKind Kind => SourceKind.HyperV;

    /// <inheritdoc/>
    public override string Address => CimHosts.Shown(Hosts);

    /// <summary>False where the account that runs this can log in, such as a group managed service account.</summary>
    public override bool NeedsCredential => Cim.NeedsCredential;

    /// <summary>Refuses settings that cannot be right.</summary>
    /// <exception cref="MigrateException">
    /// <c>Source.AddressInvalid</c>, <c>Source.ParallelInvalid</c>, and those of <see cref="CimSettings.Check"/>.
    /// </exception>
    public override void Check() => CimHosts.Check(Hosts, Cim, Parallel);

    /// <inheritdoc/>
    public override IDiscoverySource Open(SourceOpening opening) => new HyperVSource(this, opening);
}
