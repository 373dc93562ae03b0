namespace AzMigrate.Replication;

/// <summary>What makes a disk impossible to read or write; each names the file, the place and what to do.</summary>
internal static class DiskErrors
{
    private const string CopyAgain =
        "Copy or export the image again, and compare its checksum with the original's; then try again.";

    public static MigrateException Damaged(string path, long offset, string what) => new(
        "Disk.Damaged", FormattableString.Invariant($"{Name(path)} is damaged at byte {offset}: {what}."),
        CopyAgain, path);

    public static MigrateException Truncated(string path, long offset, string what) => new(
        "Disk.Truncated", FormattableString.Invariant($"{Name(path)} ends before byte {offset}, where {what} is."),
        "The file was not copied whole, or is still being written. " + CopyAgain, path);

    public static MigrateException Unsupported(string path, string what, string remedy) => new(
        "Disk.Unsupported", $"{Name(path)} {what}.", remedy, path);

    public static MigrateException TooLarge(string path, string what) => new(
        "Disk.TooLarge", $"{Name(path)} says more than a disk can have: {what}.",
        "The file is damaged, or no disk image. " + CopyAgain, path);

    public static MigrateException FormatUnknown(string path, string what, string remedy) => new(
        "Disk.FormatUnknown", $"{Name(path)} {what}.", remedy, path);

    public static MigrateException FileMissing(string path, string what, string file) => new(
        "Disk.FileMissing", $"{what} of {Name(path)} is not there: {Shown(file)}.",
        "Put all files of the disk into one folder, as they were beside each other at the source.", path);

    public static MigrateException FileOutside(string path, string what, string file) => new(
        "Disk.FileOutside", $"{what} of {Name(path)} is in another folder, which is not read unasked: {Shown(file)}.",
        "Name that folder as one that may be read, or put the file beside the image.", path);

    public static MigrateException ParentChanged(string path, string parent) => new(
        "Disk.ParentChanged",
        $"{Name(parent)} is not the parent that {Name(path)} was made on, or was changed since: their ids differ.",
        "Give the parent as it was when the child was made. A child on another parent is a broken disk.", path);

    public static MigrateException ChainCircular(string path, string parent) => new(
        "Disk.ChainCircular", $"The chain of parents of {Name(path)} comes back to {Name(parent)}.",
        "Correct the parent's name in the image that was edited last, or merge the chain at the source.", path);

    public static MigrateException ChainTooLong(string path, int limit) => new(
        "Disk.ChainTooLong", FormattableString.Invariant($"{Name(path)} has more than {limit} parents."),
        "Merge the snapshots at the source, and export the disk again.", path);

    public static MigrateException ChangesUnknown(string what) => new(
        "Disk.ChangesUnknown", $"What changed cannot be told: {what}.",
        "Copy all of the disk again; blocks whose checksums are the same need not be sent.");

    public static MigrateException Unreadable(string path, string what, Exception cause) => new(
        "Disk.Unreadable", $"{Name(path)} cannot be read: {what}.",
        "Check that the file is there, that this user may read it, that no running machine or program has it open, "
            + "and that its disk or share is well.",
        path, cause);

    public static MigrateException Unwritable(string path, string what, Exception cause) => new(
        "Disk.Unwritable", $"{Name(path)} cannot be written: {what}.",
        "Check the free space and this user's rights in the folder; then run it again.", path, cause);

    public static MigrateException TargetGone(string path, string what) => new(
        "Disk.TargetGone", $"The copy {Name(path)} cannot be gone on with: {what}.",
        "The whole disk is copied again in the next cycle.", path);

    public static MigrateException TargetExists(string path) => new(
        "Disk.TargetExists", $"{Name(path)} is there already; a disk is never written over.",
        "Give another name, or remove the file first.", path);

    private static string Name(string path) => Path.GetFileName(path) is { Length: > 0 } name ? name : path;

    // Names of files come from the image: no control characters, and no length without end.
    private static string Shown(string text)
    {
        var clean = new string(text.Take(200).Select(letter => char.IsControl(letter) ? '?' : letter).ToArray());
        return text.Length > clean.Length ? clean + "…" : clean;
    }
}
