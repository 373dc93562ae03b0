using AzMigrate.Guests.FileSystems;

namespace AzMigrate.Guests.Linux;

/// <summary>L11 and L12: the adapter is another one in Azure, mostly eth0, and its address comes by DHCP.</summary>
internal static class LinuxNetworkRules
{
    private static readonly GuestRule PersistentNames = new("L11", "Guest.PersistentNames");
    private static readonly GuestRule Network = new("L12", "Guest.Network");
    private const int MaxFiles = 200;
    private static readonly string[] RuleFiles =
        ["/etc/udev/rules.d/70-persistent-net.rules", "/etc/udev/rules.d/75-persistent-net-generator.rules"];

    // Folder, how its files are named, what says a fixed address, what says DHCP, what says one adapter by its address.
    private static readonly (string Folder, string Start, string End, string[] Fixed, string[] Dhcp,
        string[] Hardware)[] Kinds =
    [
        ("/etc/sysconfig/network-scripts", "ifcfg-", "", ["ipaddr", "ipaddr0"], ["bootproto=dhcp"], ["hwaddr"]),
        ("/etc/sysconfig/network", "ifcfg-", "", ["ipaddr", "ipaddr_0"], ["bootproto=dhcp", "bootproto=dhcp4"],
            ["lladdr"]),
        ("/etc/netplan", "", ".yaml", [], ["dhcp4:true", "dhcp4:yes"], ["macaddress:"]),
        ("/etc/network", "interfaces", "", ["address"], ["dhcp"], ["hwaddress"]),
        ("/etc/network/interfaces.d", "", "", ["address"], ["dhcp"], ["hwaddress"]),
        ("/etc/NetworkManager/system-connections", "", "", ["method=manual"], ["method=auto"], ["mac-address"]),
        ("/etc/systemd/network", "", ".network", ["address"], ["dhcp=yes", "dhcp=ipv4", "dhcp=true"], ["macaddress"]),
    ];

    public static void Check(LinuxGuest guest)
    {
        foreach (var file in RuleFiles.Where(file => guest.Files.Lines(file).Any(line => line.Contains("NAME="))))
            guest.Notes.Add(PersistentNames.Warning(
                $"{file} keeps the names of adapters by their addresses: Azure's adapter would not be eth0.",
                "Run prepare-linux.sh in the guest, which puts the file away."));

        var (fixedBy, boundBy, hasDhcp) = (new List<string>(), new List<string>(), false);
        foreach (var kind in Kinds)
        {
            foreach (var file in guest.Files.List(kind.Folder).Where(file => file.Kind is FileKind.File).Take(MaxFiles))
            {
                if (!file.Name.StartsWith(kind.Start, StringComparison.Ordinal)
                    || !file.Name.EndsWith(kind.End, StringComparison.Ordinal)
                    || file.Name is "ifcfg-lo")
                    continue;
                var path = $"{kind.Folder}/{file.Name}";
                var lines = Settings(guest.Files.Lines(path));
                if (lines.Any(line => IsSet(line, kind.Fixed) || (kind.End == ".yaml" && IsAddressOfNetplan(line))))
                    fixedBy.Add(path);
                if (lines.Any(line => IsSet(line, kind.Hardware)))
                    boundBy.Add(path);
                hasDhcp |= lines.Any(
                    line => kind.Dhcp.Any(dhcp => kind.Folder.StartsWith("/etc/network", StringComparison.Ordinal)
                    ? line.EndsWith(dhcp, StringComparison.Ordinal) : line == dhcp));
            }
        }
        Say(guest, fixedBy, boundBy, hasDhcp);
    }

    private static void Say(LinuxGuest guest, List<string> fixedBy, List<string> boundBy, bool hasDhcp)
    {
        // cloud-init writes the configuration of Azure's adapter at the first start.
        var isWritten = guest.Files.Has("/usr/bin/cloud-init");
        const string Remedy =
            "Run prepare-linux.sh in the guest: it adds DHCP for Azure's adapter and leaves what is there. To keep an "
            + "address, give it to Azure's network interface.";
        if (fixedBy.Count > 0)
            Add($"{GuestErrors.Shown(string.Join(", ", fixedBy))}: a fixed address, which Azure's network does not know.");
        if (boundBy.Count > 0)
            Add($"{GuestErrors.Shown(string.Join(", ", boundBy))}: for one adapter by its hardware address, which Azure's does not have.");
        if (!hasDhcp && fixedBy.Count == 0)
            Add("No configuration of the network was found that asks for an address by DHCP.");

        void Add(string message) =>
            guest.Notes.Add(isWritten ? Network.Information(message, Remedy) : Network.Warning(message, Remedy));
    }

    // Without spaces and quotes, in small letters: BOOTPROTO="dhcp" and dhcp4: true are one word each.
    private static List<string> Settings(IReadOnlyList<string> lines) => [.. lines
        .Where(line => !line.StartsWith("iface lo ", StringComparison.Ordinal))
        .Select(line => line.Replace(" ", "").Replace("\t", "").Replace("\"", "").Replace("'", "").ToLowerInvariant())];

    // With the length of its network: addresses of name servers have none.
    private static bool IsAddressOfNetplan(string line)
    {
        var start = line.StartsWith("addresses:[", StringComparison.Ordinal) ? "addresses:[".Length
            : line.StartsWith("-", StringComparison.Ordinal) ? 1 : 0;
        return start > 0 && line.Length > start && char.IsDigit(line[start]) && line.Contains('/');
    }

    private static bool IsSet(string line, string[] names) =>
        names.Any(name => name.Contains('=') || name.EndsWith(":", StringComparison.Ordinal)
        ? line.StartsWith(name, StringComparison.Ordinal)
        : line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length + 1
            && (line[name.Length] == '=' || char.IsDigit(line[name.Length])));
}
