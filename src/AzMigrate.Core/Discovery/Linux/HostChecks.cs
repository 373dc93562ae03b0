using AzMigrate.Discovery.Hosts;
using AzMigrate.Discovery.Linux.Machines;
using AzMigrate.Discovery.Linux.Visits;

namespace AzMigrate.Discovery.Linux;

/// <summary>Checks of a host: reach, key, login, shell, and what is missing there by name.</summary>
internal static class HostChecks
{
    // In the order in which they happen: what failed passed all before it.
    private static readonly (string Name, string Passed, string[] Codes)[] Steps =
    [
        ("Reach", "The host answers.", ["Source.Unreachable"]),
        ("Host key", "The host's key is known.", ["Source.HostKeyUnknown", "Source.HostKeyChanged"]),
        ("Login", "The user can log in.", ["Source.LoginFailed"]),
        ("Shell", "/bin/sh runs for the user.", ["Source.ShellUnusable", "Source.NotLinux"]),
    ];

    private static readonly (string Tool, string Without)[] Tools =
    [
        ("lsblk", "disks come without serial numbers, file systems without labels"),
        ("df", "file systems and their use are not read"),
        ("ip", "addresses are read by ifconfig, if that is there"),
        ("hostname", "the full name is not read"),
    ];

    public static async Task<(HostAddress Host, IReadOnlyList<SourceCheck> Checks)> RunAsync(
        HostAddress host, HostVisits visits, bool useSudo, CancellationToken cancellation)
    {
        try
        {
            return (host, Found(
                await visits.ReadMachineAsync(host, cancellation).ConfigureAwait(false), host, useSudo));
        }
        catch (MigrateException error)
        {
            return (host, Failed(error));
        }
    }

    /// <summary>Of one among several hosts: what is not in order, or that all is.</summary>
    public static IEnumerable<SourceCheck> Summary(HostAddress host, IReadOnlyList<SourceCheck> checks) =>
        checks.Where(check => !check.Passed).Select(check => check with { Name = $"{host} {check.Name}" })
            .DefaultIfEmpty(new SourceCheck(host.ToString(), true,
                "It answers, is the known host, lets the user log in and has all that is read.", null));

    private static List<SourceCheck> Failed(MigrateException error)
    {
        var step = Array.FindIndex(Steps, each => each.Codes.Contains(error.Code));
        var failed = new SourceCheck(step < 0 ? "Visit" : Steps[step].Name, false, error.Message, error.Remedy);
        return [.. Steps.Take(Math.Max(step, 0)).Select(Passed), failed];
    }

    private static List<SourceCheck> Found(VisitText text, HostAddress host, bool useSudo)
    {
        try
        {
            HostReader.Read(text, host, "test");
        }
        catch (MigrateException error)
        {
            return Failed(error);
        }

        return
        [
            .. Steps.Select(Passed),
            .. Tools.Select(tool => text["missing"].Contains(tool.Tool)
                ? new SourceCheck("Command " + tool.Tool, false, $"It is missing; {tool.Without}.",
                    $"Install {tool.Tool} on the host.")
                : new SourceCheck("Command " + tool.Tool, true, "It is there.", null)),
            HostReader.MachineIdOf(text) is null
                ? new SourceCheck("Machine id", false,
                    "/etc/machine-id is missing; the machine is known by its name alone.",
                    "Run systemd-machine-id-setup or dbus-uuidgen --ensure there.")
                : new SourceCheck("Machine id", true, "It can be read.", null),
            Smbios(text, useSudo),
        ];
    }

    private static SourceCheck Smbios(VisitText text, bool useSudo) => text.First("smbios") switch
    {
        null => new SourceCheck("UUID and serial number", true, "The host has none.", null),
        "refused" => new SourceCheck(
            "UUID and serial number", false, "sudo asks for a password, or does not let the user read them.",
            "Add the line of docs/linux.md to the host's sudoers, or take -UseSudo away."),
        "unreadable" => new SourceCheck(
            "UUID and serial number", true,
            "Only root can read them, and sudo is not used; discovery does not need them, links to other sources do.", null),
        _ => new SourceCheck(
            "UUID and serial number", true, useSudo ? "They can be read by sudo." : "They can be read.", null),
    };

    private static SourceCheck Passed((string Name, string Passed, string[] Codes) step) =>
        new(step.Name, true, step.Passed, null);
}
