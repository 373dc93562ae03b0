using AzMigrate.Discovery.Hosts;
using AzMigrate.Discovery.Linux.Machines;
using AzMigrate.Discovery.Linux.Performance;
using AzMigrate.Discovery.Linux.Visits;
using AzMigrate.Discovery.Visits;

namespace AzMigrate.Discovery.Linux;

/// <summary>Linux servers as a source: each is visited by one connection and one script.</summary>
internal sealed class LinuxSource(LinuxConnection connection, SourceOpening opening)
    : VisitedSource(connection.Parallel, opening.Folder, IdWords)
{
    private readonly HostVisits _visits = new(connection, opening);

    internal static MachineIdWords IdWords { get; } = new(
        "/etc/machine-id", "Run systemd-machine-id-setup or dbus-uuidgen --ensure there.",
        "Give clones machine ids of their own: empty /etc/machine-id and run systemd-machine-id-setup.");

    protected override string Activity => "Visiting Linux servers";

    protected override IReadOnlyList<HostAddress> Hosts()
    {
        _visits.CheckKey();
        return HostList.Parse(connection.Hosts, connection.Port);
    }

    protected override async Task<VisitedMachine> ReadAsync(
        HostAddress host, string source, CancellationToken cancellation) =>
        HostReader.Read(await _visits.ReadMachineAsync(host, cancellation).ConfigureAwait(false), host, source);

    protected override Task<VisitedSamples> CountAsync(
        HostAddress host, CollectionTarget target, LastVisit? last, CancellationToken cancellation) =>
        new LinuxPerformance(_visits).VisitAsync(host, target, last, cancellation);

    protected override Task<(HostAddress Host, IReadOnlyList<SourceCheck> Checks)> CheckAsync(
        HostAddress host, CancellationToken cancellation) =>
        HostChecks.RunAsync(host, _visits, connection.UseSudo, cancellation);

    protected override IEnumerable<SourceCheck> Summary(HostAddress host, IReadOnlyList<SourceCheck> checks) =>
        HostChecks.Summary(host, checks);

    protected override void Close() => _visits.Dispose();
}
