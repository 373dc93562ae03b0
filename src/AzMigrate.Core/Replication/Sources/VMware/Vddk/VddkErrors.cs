namespace AzMigrate.Replication.Sources.VMware.Vddk;

/// <summary>What goes wrong with VMware's virtual disk library.</summary>
internal static class VddkErrors
{
    public static MigrateException NotFound(string folder, string file) => new(
        "Replication.VddkNotFound", $"There is no {file} in the folder of the Virtual Disk Development Kit.",
        "Download the kit (6.7 or later, for this system) from Broadcom's developer portal, unpack it, and name the folder "
            + "vmware-vix-disklib-distrib.", folder);

    public static MigrateException NotLoaded(string folder, string what, Exception cause) => new(
        "Replication.VddkNotLoaded", $"The Virtual Disk Development Kit cannot be loaded: {what.TrimEnd('.')}.",
        "Take the kit of this system and of 64 bits; on Linux set LD_LIBRARY_PATH to its folder lib64 before PowerShell is "
            + "started, as VMware's own programs need it too.", folder, cause);

    public static MigrateException NotSupported(string folder) => new(
        "Edition.NotSupported", "The Virtual Disk Development Kit runs in 64-bit processes on x64 alone.",
        "Use a 64-bit PowerShell on Windows or Linux.", folder);

    public static MigrateException Failed(string call, string disk, ulong number, string text, string warnings) => new(
        "Replication.VddkFailed",
        FormattableString.Invariant($"{call} of {disk} by VDDK failed: {text} ({number & 0xFFFF}).")
            + (warnings.Length > 0 ? $" It says: {warnings}." : ""),
        "Check that the host's port 902 and the vCenter's port 443 can be reached from here, that the user has the privileges "
            + "of docs/vmware.md, and that the kit's version fits the vCenter's.", disk);
}
