namespace AzMigrate.Replication.Targets;

/// <summary>What stands against a copy in Azure.</summary>
internal static class ReplicaErrors
{
    public static MigrateException Foreign(string name) => new(
        "Disk.TargetExists", $"{name} is there already and is not the copy of this disk; it is not touched.",
        "Give the disk another name, or remove what has this one.", name);

    public static MigrateException Gone(string name, string what) => new(
        "Disk.TargetGone", $"{name}, the copy of a disk, {what}.", "Copy all of the disk again.", name);

    public static MigrateException TooLarge(string name, long capacityBytes, long mostBytes, string remedy) => new(
        "Disk.TooLarge",
        FormattableString.Invariant(
            $"{name} has {capacityBytes / (1 << 30)} GiB; at most {mostBytes / (1 << 30)} GiB fit there."),
        remedy, name);

    public static MigrateException Busy(string name) => new(
        "Disk.TargetBusy", $"Another process writes to {name}, or has written to it since.",
        "End the other replication of this machine; if there is none, copy all of the disk again.", name);

    public static MigrateException NotWhole(string name) => new(
        "Disk.TargetOpen", $"{name} is being written, or a write of it broke off: it is no whole disk.",
        "Let the replication finish its cycle first.", name);
}
