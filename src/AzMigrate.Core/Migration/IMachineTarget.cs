using AzMigrate.Projects;
using AzMigrate.Replication;

namespace AzMigrate.Migration;

/// <summary>
/// Makes machines of replicas, and removes them. Every call is idempotent: what is there already by name and by its own
/// mark of this launch is taken on, so a call that broke off anywhere is made again.
/// </summary>
internal interface IMachineTarget : IAsyncDisposable
{
    /// <summary>
    /// What stands against the machine: quota, sizes and zones of the subscription, names, limits of disks. Nothing is
    /// changed. Asked before the first byte and again before the cutover.
    /// </summary>
    Task<IReadOnlyList<MigrateProblem>> CheckAsync(MachineLaunch launch, CancellationToken cancellation = default);

    /// <summary>Copies the replicas as they are now, server-side where that can be; the replicas are not touched.</summary>
    Task CopyDisksAsync(MachineLaunch launch, IProgress<MigrateProgress>? progress, CancellationToken cancellation = default);

    /// <summary>Opens a copied disk for the guest's preparation: read by range, written in place.</summary>
    /// <exception cref="MigrateException"><c>Disk.NotReadable</c>: disks that were uploaded in one pass cannot be read.</exception>
    Task<ILaunchDisk> OpenDiskAsync(MachineLaunch launch, ReplicatedDiskSettings disk, CancellationToken cancellation = default);

    /// <summary>Makes the machine of the copied disks and starts it.</summary>
    Task CreateMachineAsync(MachineLaunch launch, IProgress<MigrateProgress>? progress, CancellationToken cancellation = default);

    /// <summary>What the machine is now; null when it is not there.</summary>
    Task<LaunchedMachine?> GetMachineAsync(MachineLaunch launch, CancellationToken cancellation = default);

    /// <summary>Removes the machine and all that was made for this launch; what is not there is not an error.</summary>
    Task RemoveMachineAsync(MachineLaunch launch, IProgress<MigrateProgress>? progress, CancellationToken cancellation = default);

    /// <summary>Removes what is needed no more once the machine is accepted: the copies that its disks were made from.</summary>
    Task RemoveLeftoversAsync(MachineLaunch launch, CancellationToken cancellation = default);
}

/// <summary>Why a machine is made.</summary>
internal enum LaunchPurpose
{
    /// <summary>To try it; it is removed afterwards.</summary>
    Test,

    /// <summary>To be the machine from now on.</summary>
    Cutover,
}

/// <summary>A machine that is to be made of a replication's disks.</summary>
internal sealed record MachineLaunch
{
    /// <summary>The replication's id; with the purpose it marks all that is made.</summary>
    public required string ReplicationId { get; init; }

    /// <summary>Why it is made.</summary>
    public required LaunchPurpose Purpose { get; init; }

    /// <summary>What was decided.</summary>
    public required ReplicationSettings Settings { get; init; }

    /// <summary>The copies of the disks, in the order of the settings.</summary>
    public required IReadOnlyList<ReplicaDisk> Disks { get; init; }

    /// <summary>Subnet of this launch: the test's or the cutover's; null in a folder.</summary>
    public string? SubnetId { get; init; }
}

/// <summary>A copied disk that is prepared before a machine is made of it.</summary>
internal interface ILaunchDisk : IDisposable
{
    /// <summary>Its content.</summary>
    IDiskSource Source { get; }

    /// <summary>Writes in place; offset and length are whole sectors of 512 bytes.</summary>
    Task WriteAsync(long offset, ReadOnlyMemory<byte> data, CancellationToken cancellation = default);
}

/// <summary>A machine that was made.</summary>
/// <param name="Id">Resource id, or the folder's path.</param>
/// <param name="Name">Its name.</param>
/// <param name="State">In the platform's words, such as <c>VM running</c>.</param>
/// <param name="IsRunning">True when it runs.</param>
/// <param name="Addresses">Addresses to reach it at; empty while it has none.</param>
/// <param name="AgentState">What its agent says of itself, such as <c>Ready</c>; null when nothing is told.</param>
public sealed record LaunchedMachine(
    string Id, string Name, string State, bool IsRunning, IReadOnlyList<string> Addresses, string? AgentState);
