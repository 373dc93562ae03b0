using AzMigrate.Discovery.Linux.Visits;
using AzMigrate.Inventory;

namespace AzMigrate.Discovery.Linux.Machines;

/// <summary>The operating system of a host.</summary>
internal static class HostSystem
{
    // Of systems older than os-release, the more telling first: Oracle's has a redhat-release that says Red Hat.
    private static readonly string[] ReleaseFiles =
        ["oracle-release", "centos-release", "redhat-release", "SuSE-release", "lsb-release", "debian_version",
            "alpine-release"];

    public static Inventory.OperatingSystem Read(VisitText text)
    {
        var os = Assignments(text["os"]);
        var releases = Releases(text["release"]);
        var begin = text["begin"];
        var name = Value(os, "PRETTY_NAME") ?? Joined(Value(os, "NAME"), Value(os, "VERSION"));
        // CentOS names its major version in os-release only.
        if (name is null || (Value(os, "ID") == "centos" && !name.Contains(".")))
            name = FromReleases(releases) ?? name;
        return new Inventory.OperatingSystem
        {
            GuestName = name is null ? null : VisitText.Shown(name),
            Version = Value(os, "ID") == "debian" && releases.TryGetValue("debian_version", out var debian)
                ? debian[0] : Value(os, "VERSION_ID"),
            Kernel = begin.Count > 2 ? begin[2].Trim() : null,
            Architecture = ArchitectureOf(begin.Count > 3 ? begin[3].Trim() : ""),
        };
    }

    private static OSArchitecture ArchitectureOf(string machine) => machine switch
    {
        "x86_64" or "amd64" => OSArchitecture.X64,
        "aarch64" or "arm64" => OSArchitecture.Arm64,
        "i386" or "i486" or "i586" or "i686" => OSArchitecture.X86,
        "" => OSArchitecture.Unknown,
        _ => OSArchitecture.Other,
    };

    private static string? FromReleases(Dictionary<string, List<string>> releases)
    {
        var file = ReleaseFiles.FirstOrDefault(releases.ContainsKey);
        if (file is null)
            return null;
        var lines = releases[file];
        return file switch
        {
            "debian_version" => "Debian GNU/Linux " + lines[0],
            "alpine-release" => "Alpine Linux " + lines[0],
            "lsb-release" => Value(Assignments(lines), "DISTRIB_DESCRIPTION"),
            // "SUSE Linux Enterprise Server 11 (x86_64)", VERSION = 11, PATCHLEVEL = 4
            "SuSE-release" => lines[0].Split('(')[0].Trim()
                + (Value(Assignments(lines), "PATCHLEVEL") is { } pack && pack != "0" ? " SP" + pack : ""),
            _ => lines[0],
        };
    }

    private static Dictionary<string, List<string>> Releases(IReadOnlyList<string> lines)
    {
        var files = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        string? file = null;
        foreach (var line in lines.Select(line => line.Trim()))
        {
            if (line.Length > 2 && line[0] == '[' && line[line.Length - 1] == ']')
                file = line.Substring(1, line.Length - 2);
            else if (file is not null && files.TryGetValue(file, out var there))
                there.Add(line);
            else if (file is not null)
                files[file] = [line];
        }

        return files;
    }

    private static Dictionary<string, string> Assignments(IReadOnlyList<string> lines)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var at = line.IndexOf('=');
            if (at > 0)
                values[line.Substring(0, at).Trim()] = line.Substring(at + 1).Trim().Trim('"', '\'').Trim();
        }

        return values;
    }

    private static string? Joined(string? name, string? version) =>
        version is null ? name : name is null ? null : name + " " + version;

    private static string? Value(Dictionary<string, string> values, string key) =>
        values.TryGetValue(key, out var value) && value.Length > 0 ? value : null;
}
