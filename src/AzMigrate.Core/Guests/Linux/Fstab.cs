using AzMigrate.Guests.FileSystems;

namespace AzMigrate.Guests.Linux;

/// <summary>A line of /etc/fstab.</summary>
/// <param name="Device">What is mounted, such as <c>UUID=…</c>.</param>
/// <param name="Path">Where.</param>
/// <param name="Kind">The file system's name, such as <c>ext4</c>.</param>
/// <param name="Options">Its options.</param>
internal sealed record FstabEntry(string Device, string Path, string Kind, IReadOnlyList<string> Options)
{
    private static readonly string[] NetworkKinds = ["nfs", "nfs4", "cifs", "smb3", "glusterfs", "ceph"];

    /// <summary>False for what need not be there at the start.</summary>
    public bool IsNeeded => !Options.Contains("noauto") && !Options.Contains("nofail");

    /// <summary>True for a share, for memory, and for what is another folder.</summary>
    public bool IsNoDisk => NetworkKinds.Contains(Kind) || Options.Contains("bind") || Options.Contains("rbind")
        || !(Device.StartsWith("/dev/", StringComparison.Ordinal) || Device.Contains('='));

    public static IReadOnlyList<FstabEntry> Read(MountedFiles files) => [.. files.Lines("/etc/fstab")
        .Select(line => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
        .Where(fields => fields.Length >= 3)
        .Select(fields => new FstabEntry(
            Unescaped(fields[0]), Unescaped(fields[1]), fields[2], fields.Length > 3 ? fields[3].Split(',') : []))];

    // Spaces and tabs are written as octal numbers.
    private static string Unescaped(string field) =>
        field.Replace(@"\040", " ").Replace(@"\011", "\t").Replace(@"\012", "\n").Replace(@"\134", @"\");
}
