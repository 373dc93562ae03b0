using AzMigrate.Discovery.Hosts;
using AzMigrate.Discovery.Visits;
using AzMigrate.Discovery.Windows.Machines;
using AzMigrate.Discovery.Windows.Performance;

namespace AzMigrate.Discovery.Windows;

/// <summary>Windows servers as a source: each is asked by CIM, read-only, and nothing is left there.</summary>
internal sealed class WindowsSource(WindowsConnection connection, SourceOpening opening, ServerVisits visits)
    : VisitedSource(connection.Parallel, opening.Folder, Words)
{
    private static readonly MachineIdWords Words = new(
        "SMBIOS UUID or serial number",
        "Nothing has to be done where the name stays; the maker's tool can set a UUID.",
        "Nothing has to be done where the names stay; the maker's tool, or the hypervisor, can give each its own UUID.");

    public WindowsSource(WindowsConnection connection, SourceOpening opening)
        : this(connection, opening, new ServerVisits(connection.Cim, opening))
    {
    }

    protected override string Activity => "Visiting Windows servers";

    protected override IReadOnlyList<HostAddress> Hosts() => connection.Servers();

    protected override Task<VisitedMachine> ReadAsync(
        HostAddress host, string source, CancellationToken cancellation) =>
        visits.VisitAsync(host, client => new ServerReader(client, host, source).ReadAsync(cancellation), cancellation);

    protected override Task<VisitedSamples> CountAsync(
        HostAddress host, CollectionTarget target, LastVisit? last, CancellationToken cancellation) =>
        new WindowsPerformance(visits).VisitAsync(host, target, last, cancellation);

    protected override Task<(HostAddress Host, IReadOnlyList<SourceCheck> Checks)> CheckAsync(
        HostAddress host, CancellationToken cancellation) => ServerChecks.RunAsync(
            host, connection.Cim, visits, client => ServerChecks.RightsAsync(client, cancellation), cancellation);

    protected override IEnumerable<SourceCheck> Summary(HostAddress host, IReadOnlyList<SourceCheck> checks) =>
        ServerChecks.Summary(host, checks);

    protected override void Close() => visits.Dispose();
}
