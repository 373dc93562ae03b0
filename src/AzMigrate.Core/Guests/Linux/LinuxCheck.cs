namespace AzMigrate.Guests.Linux;

/// <summary>All rules about Linux. The sources of each are in docs/guests.md.</summary>
internal static class LinuxCheck
{
    /// <summary>Runs the rules; gives the system's name.</summary>
    public static string? Run(LinuxGuest guest)
    {
        string? name = null;
        Part(() => name = Name(guest));
        Part(() => FstabRules.Check(guest));
        Part(() => KernelRules.Check(guest));
        Part(() => LinuxNetworkRules.Check(guest));
        Part(() => LinuxAgentRules.Check(guest));
        return name;

        void Part(Action check) => guest.Notes.Try(Partitions.VolumeRules.Unreadable, GuestSeverity.Warning, check);
    }

    private static string? Name(LinuxGuest guest)
    {
        var pretty = guest.Files.Lines("/etc/os-release")
            .FirstOrDefault(line => line.StartsWith("PRETTY_NAME=", StringComparison.Ordinal))
            ?.Substring("PRETTY_NAME=".Length).Trim('"', '\'');
        var release = pretty ?? new[] { "/etc/redhat-release", "/etc/SuSE-release" }
            .Select(guest.Files.Lines).FirstOrDefault(lines => lines.Count > 0)?[0];
        return release is null ? "Linux" : GuestErrors.Shown(release);
    }
}
