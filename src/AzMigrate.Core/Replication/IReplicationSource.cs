using AzMigrate.Inventory;

namespace AzMigrate.Replication;

/// <summary>A machine whose disks are read: one of a vCenter, a Linux server, a set of image files. Opened for one
/// piece of work and closed after it.</summary>
internal interface IReplicationSource : IAsyncDisposable
{
    /// <summary>Asks what the machine is now: its disks, its power, and what stands against its replication.</summary>
    /// <exception cref="MigrateException">
    /// <c>Source.</c>…: it cannot be asked; <c>Replication.MachineGone</c>.
    /// </exception>
    Task<SourceMachine> DescribeAsync(CancellationToken cancellation = default);

    /// <summary>
    /// Holds the machine's disks as they are at one point in time. One of this name that is there already, left by a
    /// run that broke off, is taken again: then its content is that of then. One that is just being made is waited for.
    /// </summary>
    /// <param name="name">Name that no other point of the machine has, such as <c>azmigrate-1f3a-7</c>.</param>
    /// <param name="quiesce">True to let the guest flush its file systems first, where it can.</param>
    /// <param name="cancellation">
    /// Ends the wait; a point that is being made may then be left, to be taken again by name.
    /// </param>
    Task<ISourcePoint> TakePointAsync(string name, bool quiesce, CancellationToken cancellation = default);

    /// <summary>
    /// Removes the points whose names begin so, but one; what is not there is not an error. Others' are not touched.
    /// </summary>
    Task RemovePointsAsync(string prefix, string? except, CancellationToken cancellation = default);

    /// <summary>Shuts the guest down and waits until the machine is confirmed off; off already is well.</summary>
    /// <param name="patience">After this long the machine is switched off hard.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="MigrateException"><c>Replication.PowerNotSupported</c>: whose power it is not.</exception>
    Task StopMachineAsync(TimeSpan patience, CancellationToken cancellation = default);

    /// <summary>Starts the machine; on already is well.</summary>
    /// <exception cref="MigrateException"><c>Replication.PowerNotSupported</c>.</exception>
    Task StartMachineAsync(CancellationToken cancellation = default);
}

/// <summary>A machine's disks as they were at one point in time.</summary>
internal interface ISourcePoint : IAsyncDisposable
{
    /// <summary>Opens a disk of the point; its <see cref="IDiskSource.Mark"/> is that of the point.</summary>
    /// <param name="key">As <see cref="SourceDisk.Key"/>.</param>
    /// <param name="cancellation">Ends the opening.</param>
    Task<IDiskSource> OpenDiskAsync(string key, CancellationToken cancellation = default);

    /// <summary>
    /// Gives the point up, and waits until what it cost the machine is gone too (a snapshot consolidated). Disposing
    /// alone only closes the connections: the point stays and can be taken again by its name.
    /// </summary>
    Task ReleaseAsync(CancellationToken cancellation = default);
}

/// <summary>What a source says of a machine whose disks are to be read.</summary>
internal sealed record SourceMachine
{
    /// <summary>Name in the source.</summary>
    public required string Name { get; init; }

    /// <summary>Its power now.</summary>
    public required PowerState Power { get; init; }

    /// <summary>Its disks, that of the operating system first.</summary>
    public required IReadOnlyList<SourceDisk> Disks { get; init; }

    /// <summary>
    /// Errors forbid the replication (a disk that cannot be read, snapshots in the way); warnings are to be known.
    /// </summary>
    public IReadOnlyList<MigrateProblem> Problems { get; init; } = [];

    /// <summary>True where the source can switch the machine off and on.</summary>
    public bool HasPower { get; init; }
}

/// <summary>One disk of a machine as its source has it.</summary>
internal sealed record SourceDisk
{
    /// <summary>By which the source knows the disk again, such as vSphere's device key <c>2000</c>.</summary>
    public required string Key { get; init; }

    /// <summary>Name for people, such as <c>Hard disk 1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Size in bytes.</summary>
    public required long CapacityBytes { get; init; }

    /// <summary>
    /// What holds the content, such as the base file <c>[ds1] web01/web01.vmdk</c> without a snapshot's suffix; when it
    /// is another one, marks of before say nothing. Null where nothing is told.
    /// </summary>
    public string? BaseFile { get; init; }

    /// <summary>True for the disk that the machine boots from.</summary>
    public bool IsOperatingSystemDisk { get; init; }

    /// <summary>
    /// How its bytes are read, in words, such as <c>datastore</c>, <c>NBD</c>, <c>VDDK</c>, <c>SSH</c>.
    /// </summary>
    public required string ReadBy { get; init; }

    /// <summary>True where changes since a mark are told; else each cycle reads all of it.</summary>
    public bool TellsChanges { get; init; }

    /// <summary>
    /// What writes to the disk while it is read, in words that follow "is", such as <c>mounted for writing at /</c>;
    /// null where nothing does, or a point holds it still.
    /// </summary>
    public string? InUse { get; init; }

    /// <summary>
    /// A text that is another one after anything wrote to the disk; null where a point holds it still, whatever is
    /// written.
    /// </summary>
    public string? WriteStamp { get; init; }

    /// <summary>What is to be known of this disk alone: errors forbid its replication.</summary>
    public IReadOnlyList<MigrateProblem> Problems { get; init; } = [];
}
