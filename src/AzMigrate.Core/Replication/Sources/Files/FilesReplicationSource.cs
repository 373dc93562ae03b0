using System.Globalization;
using AzMigrate.Inventory;

namespace AzMigrate.Replication.Sources.Files;

/// <summary>
/// A machine whose disks are image files or NBD exports: an export of Hyper-V's, a backup, an exported snapshot. What
/// they hold is the point in time; nobody here can make another, or has the machine's power.
/// </summary>
/// <param name="machine">The machine, as the inventory has it.</param>
/// <param name="disks">An image file or NBD address for each disk, that of the operating system first.</param>
internal sealed class FilesReplicationSource(Machine machine, IReadOnlyList<string> disks) : IReplicationSource
{
    public async Task<SourceMachine> DescribeAsync(CancellationToken cancellation = default)
    {
        var found = new List<SourceDisk>();
        var problems = new List<MigrateProblem>();
        for (var i = 0; i < disks.Count; i++)
        {
            try
            {
                using var opened = await DiskFiles.OpenAsync(disks[i], cancellation).ConfigureAwait(false);
                found.Add(Describe(i, opened));
                problems.AddRange(ImageProblems.Of(machine, i, disks[i], opened));
            }
            catch (MigrateException error)
            {
                problems.Add(MachineErrors.Problem(
                    ProblemSeverity.Error, error.Code, machine.Name, error.Message, error.Remedy ?? ""));
            }
        }
        problems.AddRange(ImageProblems.OfList(machine, disks));
        return new SourceMachine
        {
            Name = machine.Name,
            Power = PowerState.Unknown,
            Disks = found,
            Problems = problems,
        };
    }

    /// <inheritdoc/>
    /// <remarks>The images themselves, whatever the name; whoever wrote them decided how still the guest was.</remarks>
    public Task<ISourcePoint> TakePointAsync(string name, bool quiesce, CancellationToken cancellation = default) =>
        Task.FromResult<ISourcePoint>(new Point(machine, disks));

    public Task RemovePointsAsync(string prefix, string? except, CancellationToken cancellation = default) =>
        Task.CompletedTask;

    public Task StopMachineAsync(TimeSpan patience, CancellationToken cancellation = default) =>
        throw MachineErrors.PowerNotSupported(machine.Name);

    public Task StartMachineAsync(CancellationToken cancellation = default) =>
        throw MachineErrors.PowerNotSupported(machine.Name);

    public ValueTask DisposeAsync() => default;

    // A path may be another one the next time, of a newer image of the same chain: the place in the order is the key.
    private SourceDisk Describe(int index, IDiskSource opened) => new()
    {
        Key = Key(index),
        Name = Path.GetFileName(disks[index]) is { Length: > 0 } name ? name : disks[index],
        CapacityBytes = opened.CapacityBytes,
        IsOperatingSystemDisk = index == 0,
        ReadBy = DiskFiles.KindOf(opened),
        TellsChanges = opened.Mark is not null,
    };

    private static string Key(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);

    private sealed class Point(Machine machine, IReadOnlyList<string> disks) : ISourcePoint
    {
        public Task<IDiskSource> OpenDiskAsync(string key, CancellationToken cancellation = default)
        {
            for (var i = 0; i < disks.Count; i++)
            {
                if (Key(i) == key)
                    return DiskFiles.OpenAsync(disks[i], cancellation);
            }
            throw MachineErrors.DiskGone(machine.Name, key);
        }

        public Task ReleaseAsync(CancellationToken cancellation = default) => Task.CompletedTask;

        public ValueTask DisposeAsync() => default;
    }
}
