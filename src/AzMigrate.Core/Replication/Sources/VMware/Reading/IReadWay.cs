namespace AzMigrate.Replication.Sources.VMware.Reading;

/// <summary>A way to the bytes of a machine's disks as they are in one of its snapshots.</summary>
internal interface IReadWay : IAsyncDisposable
{
    /// <summary>How the machine's disks are read now, for people.</summary>
    string NameFor(VirtualMachine machine);

    /// <summary>
    /// True where it reads the first file of a disk's chain alone, which is the disk's content only while no older
    /// snapshot is there.
    /// </summary>
    bool ReadsBaseOnly { get; }

    /// <summary>What stands against reading the machine so.</summary>
    IEnumerable<MigrateProblem> ProblemsOf(VirtualMachine machine);

    /// <summary>Opens a disk of a snapshot.</summary>
    /// <param name="machine">The machine, as it is now.</param>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="disk">The disk as it is in the snapshot.</param>
    /// <param name="cancellation">Ends the opening.</param>
    Task<IDiskReader> OpenAsync(
        VirtualMachine machine, MachineSnapshot snapshot, VirtualDisk disk, CancellationToken cancellation);
}
