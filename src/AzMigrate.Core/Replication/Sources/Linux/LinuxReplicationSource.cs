using System.Net.Sockets;
using AzMigrate.Discovery.Hosts;
using AzMigrate.Discovery.Linux.Visits;
using AzMigrate.Inventory;
using Renci.SshNet.Common;

namespace AzMigrate.Replication.Sources.Linux;

/// <summary>
/// A Linux server's block devices over SSH. Nothing holds them still, so only disks that nobody writes to are read: those
/// of a server in a rescue system, and those that are mounted read-only or not at all.
/// </summary>
internal sealed class LinuxReplicationSource(HostVisits visits, HostAddress host, Machine machine, bool useSudo)
    : IReplicationSource
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public async Task<SourceMachine> DescribeAsync(CancellationToken cancellation = default)
    {
        using var line = await visits.OpenAsync(host, cancellation).ConfigureAwait(false);
        var disks = await AskAsync(line, cancellation).ConfigureAwait(false);
        return new SourceMachine
        {
            Name = machine.Name,

            // What runs there writes to none of these disks: as good as off.
            Power = PowerState.Unknown,
            Disks = disks.Disks,
            Problems = disks.Problems,
        };
    }

    /// <inheritdoc/>
    /// <remarks>The disks themselves, whatever the name: each cycle reads all and sends blocks with other checksums.</remarks>
    public async Task<ISourcePoint> TakePointAsync(string name, bool quiesce, CancellationToken cancellation = default)
    {
        var line = await visits.OpenAsync(host, cancellation).ConfigureAwait(false);
        try
        {
            return new Point(machine, line, await AskAsync(line, cancellation).ConfigureAwait(false), useSudo);
        }
        catch
        {
            line.Dispose();
            throw;
        }
    }

    public Task RemovePointsAsync(string prefix, string? except, CancellationToken cancellation = default) => Task.CompletedTask;

    public Task StopMachineAsync(TimeSpan patience, CancellationToken cancellation = default) =>
        throw MachineErrors.PowerNotSupported(machine.Name);

    public Task StartMachineAsync(CancellationToken cancellation = default) =>
        throw MachineErrors.PowerNotSupported(machine.Name);

    public ValueTask DisposeAsync()
    {
        visits.Dispose();
        return default;
    }

    private async Task<ServerDisks> AskAsync(HostLine line, CancellationToken cancellation)
    {
        using var command = line.Client.CreateCommand(ServerDisks.Question(useSudo));
        command.CommandTimeout = Patience;
        try
        {
            await command.ExecuteAsync(cancellation).ConfigureAwait(false);
            return ServerDisks.Read(command.Result, machine);
        }
        catch (Exception error) when (error is SshException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw ServerDisks.NoAnswer(machine, VisitText.Shown(error.Message).TrimEnd('.'), error);
        }
    }

    private sealed class Point(Machine machine, HostLine line, ServerDisks disks, bool useSudo) : ISourcePoint
    {
        public Task<IDiskSource> OpenDiskAsync(string key, CancellationToken cancellation = default) =>
            Task.FromResult<IDiskSource>(new SshDisk(
                line.Client, disks.Disks.FirstOrDefault(disk => disk.Key == key) ?? throw MachineErrors.DiskGone(machine.Name, key), useSudo));

        public Task ReleaseAsync(CancellationToken cancellation = default) => Task.CompletedTask;

        public ValueTask DisposeAsync()
        {
            line.Dispose();
            return default;
        }
    }
}
