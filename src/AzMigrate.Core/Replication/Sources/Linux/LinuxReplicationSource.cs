using AzMigrate.Discovery.Hosts;
using AzMigrate.Discovery.Linux.Visits;
using AzMigrate.Inventory;

namespace AzMigrate.Replication.Sources.Linux;

/// <summary>
/// A Linux server's block devices over SSH. Nothing holds them still: what is written while they are read is in the
/// copy or not, and is told by <see cref="SourceDisk.InUse"/> and <see cref="SourceDisk.WriteStamp"/>.
/// </summary>
/// <param name="visits">Connects to the server.</param>
/// <param name="host">Its address.</param>
/// <param name="machine">The machine, as the inventory has it.</param>
/// <param name="known">Keys of the disks that are replicated; none before that.</param>
/// <param name="leftOut">Keys of those that were left out.</param>
/// <param name="useSudo">True to read the disks by <c>sudo -n</c>.</param>
internal sealed class LinuxReplicationSource(
    HostVisits visits, HostAddress host, Machine machine, IReadOnlyList<string> known, IReadOnlyList<string> leftOut,
    bool useSudo) : IReplicationSource
{
    private static readonly Lazy<byte[]> Script =
        new(() => HostVisits.ReadScript("AzMigrate.Replication.Linux.disks.sh"));
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public async Task<SourceMachine> DescribeAsync(CancellationToken cancellation = default)
    {
        using var line = await visits.OpenAsync(host, cancellation).ConfigureAwait(false);
        var disks = await AskAsync(line, cancellation).ConfigureAwait(false);
        return new SourceMachine
        {
            Name = machine.Name,

            // Whether it runs does not matter; what writes to its disks does.
            Power = PowerState.Unknown,
            Disks = [.. disks.Disks.Select(disk => disk.Disk)],
            Problems = disks.Problems,
        };
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The disks themselves, whatever the name: each cycle reads all and sends blocks with other checksums.
    /// </remarks>
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

    public Task RemovePointsAsync(string prefix, string? except, CancellationToken cancellation = default) =>
        Task.CompletedTask;

    public Task StopMachineAsync(TimeSpan patience, CancellationToken cancellation = default) =>
        throw MachineErrors.PowerNotSupported(machine.Name);

    public Task StartMachineAsync(CancellationToken cancellation = default) =>
        throw MachineErrors.PowerNotSupported(machine.Name);

    public ValueTask DisposeAsync()
    {
        visits.Dispose();
        return default;
    }

    private async Task<ServerDisks> AskAsync(HostLine line, CancellationToken cancellation) => ServerDisks.Read(
        await visits.AskAsync(line, host, "disks", Script.Value, useSudo ? "yes" : "no", Patience, cancellation)
            .ConfigureAwait(false),
        machine, known, leftOut);

    private sealed class Point(Machine machine, HostLine line, ServerDisks disks, bool useSudo) : ISourcePoint
    {
        public Task<IDiskSource> OpenDiskAsync(string key, CancellationToken cancellation = default) =>
            disks.Disks.FirstOrDefault(disk => disk.Disk.Key == key) is { } found
                ? Task.FromResult<IDiskSource>(new SshDisk(line.Client, found, useSudo ? "sudo -n dd" : "dd"))
                : throw MachineErrors.DiskGone(machine.Name, key);

        public Task ReleaseAsync(CancellationToken cancellation = default) => Task.CompletedTask;

        public ValueTask DisposeAsync()
        {
            line.Dispose();
            return default;
        }
    }
}
