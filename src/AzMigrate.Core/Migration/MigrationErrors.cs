using AzMigrate.Projects;

namespace AzMigrate.Migration;

/// <summary>What stands against a test or a move.</summary>
internal static class MigrationErrors
{
    /// <summary>Code of a refusal before anything was made: the replication goes on as before.</summary>
    public const string DiskInUse = "Migration.DiskInUse";

    public static MigrateException NoTestOfUploads(MigrateReplication replication) => new(
        "Migration.NoTest", $"{replication.Name} is copied in one pass at the cutover, so there is nothing to test before.",
        "Replicate it to page blobs (disks up to 8 TiB) where a test is needed.", replication.Name);

    public static MigrateException SourceRuns(MigrateReplication replication) => new(
        "Migration.SourceRuns", $"{replication.Name} runs, and its source gives no way to shut it down.",
        "Shut the machine down yourself and run the same command again, or use -KeepSourceOn for a crash-consistent copy.",
        replication.Name);

    public static MigrateException DisksInUse(MigrateReplication replication, string uses) => new(
        DiskInUse, $"No machine is made of {replication.Name}, since its copies are of no one moment: {uses}.",
        "Start the server from a rescue system with an SSH server, or stop what writes and mount its file systems "
        + "read-only (mount -o remount,ro; swapoff -a). Then run Start-MigrateCutover, whose last cycle reads the quiet "
        + "disks and sends what differs; for a test run Sync-MigrateReplication before. Until then the replication goes "
        + "on as before (docs/linux.md).",
        replication.Name);

    public static MigrateException MachineLost(MigrateReplication replication) => new(
        "Migration.MachineLost", $"The new machine of {replication.Name} was made and is not there.",
        "Somebody removed it meanwhile: run the same command again.", replication.Name);
}
