using AzMigrate.Inventory;

namespace AzMigrate.Replication.Sources;

/// <summary>What stands in the way of reading a machine, whatever its source.</summary>
internal static class MachineErrors
{
    public static MigrateException NoSource(Machine machine, SourceKind? kind) => new(
        "Replication.NoSource",
        kind is null
            ? $"The disks of {machine.Name} cannot be read: its source is not one that is reached."
            : $"The disks of {machine.Name} cannot be read through its source, which is of the kind {kind}.",
        "Name an image file or an nbd: address for each of its disks, in their order.", machine.Name);

    public static MigrateException NotAmongHosts(Machine machine, string? nativeId) => new(
        "Replication.NoSource",
        $"{machine.Name} is not among the servers of its source{(nativeId is null ? "" : $" as {nativeId}")}.",
        "Give the source the server's address with Set-MigrateSource -Linux, or discover it again. A server that is "
        + "replicated may have another address where it is the only one of its source.", machine.Name);

    public static MigrateException CredentialMissing(string server) => new(
        "Source.CredentialMissing", $"{server} needs a user name and a password.", "Give a credential for the source.",
        server);

    public static MigrateException PowerNotSupported(string machine) => new(
        "Replication.PowerNotSupported",
        $"{machine} cannot be switched off or on from here: only its files are reached.",
        "Switch it off or on yourself at its host, then go on with -KeepSourceOn.", machine);

    public static MigrateException DiskGone(string machine, string key) => new(
        "Replication.DiskGone", $"{machine} has no disk {key} any more.",
        "Stop the replication of the machine and start it anew with the disks it has.", machine);

    public static MigrateProblem Problem(
        ProblemSeverity severity, string code, string machine, string message, string remedy) => new()
        {
            Severity = severity,
            Code = code,
            Message = message,
            Remedy = remedy,
            Target = machine,
        };
}
