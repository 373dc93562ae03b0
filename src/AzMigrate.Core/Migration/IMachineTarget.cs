using AzMigrate.Projects;

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

    /// <summary>
    /// Copies the replicas as they are now, server-side where that can be; the replicas are not touched.
    /// </summary>
    Task CopyDisksAsync(
        MachineLaunch launch, IProgress<MigrateProgress>? progress, CancellationToken cancellation = default);

    /// <summary>Opens a copied disk for the guest's preparation: read by range, written in place.</summary>
    /// <exception cref="MigrateException">
    /// <c>Disk.NotReadable</c>: disks that were uploaded in one pass cannot be read.
    /// </exception>
    Task<ILaunchDisk> OpenDiskAsync(
        MachineLaunch launch, ReplicatedDiskSettings disk, CancellationToken cancellation = default);

    /// <summary>Makes the machine of the copied disks and starts it.</summary>
    Task CreateMachineAsync(
        MachineLaunch launch, IProgress<MigrateProgress>? progress, CancellationToken cancellation = default);

    /// <summary>What the machine is now; null when it is not there.</summary>
    Task<LaunchedMachine?> GetMachineAsync(MachineLaunch launch, CancellationToken cancellation = default);

    /// <summary>Removes the machine and all that was made for this launch; what is not there is not an error.</summary>
    Task RemoveMachineAsync(
        MachineLaunch launch, IProgress<MigrateProgress>? progress, CancellationToken cancellation = default);

    /// <summary>
    /// Removes what is needed no more once the machine is accepted: the copies that its disks were made from.
    /// </summary>
    Task RemoveLeftoversAsync(MachineLaunch launch, CancellationToken cancellation = default);
}
