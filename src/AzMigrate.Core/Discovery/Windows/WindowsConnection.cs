using AzMigrate.Discovery.Cim;
using AzMigrate.Discovery.Hosts;
using AzMigrate.Inventory;

namespace AzMigrate.Discovery.Windows;

/// <summary>How Windows servers are asked by CIM. One source has as many servers as are reached alike.</summary>
public sealed record WindowsConnection : SourceConnection
{
    /// <summary>
    /// Servers: names, addresses, and ranges such as <c>web[01-20].corp.example</c> and <c>10.1.2.10-40</c>. One that
    /// is named twice counts once.
    /// </summary>
    public required IReadOnlyList<string> Hosts { get; init; }

    /// <summary>How they are reached.</summary>
    public CimSettings Cim { get; init; } = new();

    /// <summary>How many servers are visited side by side, 1 to 256.</summary>
    public int Parallel { get; init; } = 16;

    /// <inheritdoc/>
    public override SourceKind Kind => SourceKind.Windows;

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
    public override IDiscoverySource Open(SourceOpening opening) => new WindowsSource(this, opening);

    internal IReadOnlyList<HostAddress> Servers() => CimHosts.Parse(Hosts);
}
