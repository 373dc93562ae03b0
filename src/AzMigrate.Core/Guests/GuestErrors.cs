namespace AzMigrate.Guests;

/// <summary>What makes a guest's disk impossible to read or change; each names the place and what to do.</summary>
internal static class GuestErrors
{
    /// <summary>All codes of what a guest's disk holds, other than of the disk's own bytes, begin with it.</summary>
    public const string Prefix = "Guest.";

    private const string CheckInGuest =
        "Check the file system in the guest (chkdsk, fsck, xfs_repair) and try again, or run the preparation script there.";

    public static MigrateException Damaged(string place, long offset, string what) => new(
        "Guest.Damaged", FormattableString.Invariant($"{place} is damaged at byte {offset}: {what}."),
        CheckInGuest, place);

    public static MigrateException Unsupported(string place, string what) => new(
        "Guest.Unsupported", $"{place} {what}.", "Run the preparation script in the guest.", place);

    public static MigrateException TooMuch(string place) => new(
        "Guest.TooMuch", $"{place} needs more reading than a sound disk does: it leads in a circle, or is very large.",
        CheckInGuest, place);

    public static MigrateException Changed(string setting, long offset) => new(
        "Guest.Changed",
        FormattableString.Invariant($"{setting} is not at byte {offset} of the disk as it was when it was checked."),
        "Nothing was written there. Check the copied disks again, and apply what that check says.", setting);

    /// <summary>Text from a disk as it can be shown: no control characters, and no length without end.</summary>
    public static string Shown(string text)
    {
        var clean = new string([.. text.Take(120).Select(letter => char.IsControl(letter) ? '?' : letter)]);
        return text.Length > clean.Length ? clean + "…" : clean;
    }
}
