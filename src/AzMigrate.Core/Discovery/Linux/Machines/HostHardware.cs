using System.Globalization;
using AzMigrate.Discovery.Linux.Visits;
using AzMigrate.Inventory;

namespace AzMigrate.Discovery.Linux.Machines;

/// <summary>Processors, memory, firmware and platform of a host.</summary>
internal static class HostHardware
{
    private const int MostCores = 100_000;
    private const long MostKiB = 1L << 50;

    // The words of systemd-detect-virt, and of makers in DMI.
    private static readonly Dictionary<string, string> Hypervisors = new(StringComparer.OrdinalIgnoreCase)
    {
        ["kvm"] = "KVM", ["qemu"] = "QEMU", ["vmware"] = "VMware", ["microsoft"] = "Hyper-V", ["xen"] = "Xen",
        ["oracle"] = "VirtualBox", ["amazon"] = "Amazon Nitro", ["google"] = "Google Compute Engine",
        ["powervm"] = "PowerVM",
        ["parallels"] = "Parallels", ["bhyve"] = "bhyve", ["zvm"] = "z/VM", ["apple"] = "Apple", ["acrn"] = "ACRN",
    };

    // A container shows the processors, disks and firmware of its host, whose UUID would make one server of the two.
    private static readonly HashSet<string> Containers = new(StringComparer.Ordinal)
    {
        "docker", "podman", "lxc", "lxc-libvirt", "systemd-nspawn", "openvz", "rkt", "wsl", "proot", "pouch",
        "container-other",
    };

    private static readonly string[] VirtualWords =
        ["VMware", "Virtual Machine", "KVM", "HVM domU", "VirtualBox", "QEMU", "Standard PC", "OpenStack",
            "Google Compute Engine"];

    /// <summary>Logical processors, sockets where they are told, and the model.</summary>
    public static (int Cores, int? Sockets, string? Model)? Processors(VisitText text)
    {
        int cores = 0;
        var sockets = new HashSet<string>(StringComparer.Ordinal);
        string? model = null;
        foreach (var line in text["cpu"])
        {
            var at = line.IndexOf(':');
            if (at < 0)
                continue;
            var (name, value) = (line.Substring(0, at).Trim(), line.Substring(at + 1).Trim());
            // "processor : 0" of most, "processor 0: version = ..." of s390x.
            if (name.StartsWith("processor", StringComparison.Ordinal)
                && (name == "processor" ? IsNumber(value) : IsNumber(name.Substring(9).Trim())))
                cores++;
            else if (name == "physical id")
                sockets.Add(value);
            else if (name is "model name" or "cpu" or "Processor")
                model ??= value;
        }

        if (cores is < 1 or > MostCores)
            return null;
        int? told = sockets.Count > 0 ? sockets.Count : null;
        foreach (var line in text["lscpu"])
        {
            var words = line.Split([':'], 2);
            if (words.Length == 2 && words[0] == "Model name" && words[1].Trim() is { Length: > 1 } name)
                model ??= name;
            if (words.Length == 2 && words[0] == "Socket(s)" && told is null
                && int.TryParse(words[1], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var count)
                && count > 0)
                told = count;
        }

        return (cores, told, model is null ? null : VisitText.Shown(model));
    }

    /// <summary>A figure of <c>/proc/meminfo</c> in KiB; null when it is not there.</summary>
    public static long? MemoryKiB(IReadOnlyList<string> lines, string name)
    {
        foreach (var line in lines)
        {
            var words = line.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 2 && words[0] == name
                && long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var kib)
                && kib is >= 0 and < MostKiB)
                return kib;
        }

        return null;
    }

    public static (Firmware Firmware, bool? SecureBoot) Boot(VisitText text, OSArchitecture architecture)
    {
        var lines = text["firmware"];
        if (!lines.Any(line => line.Trim() == "efi"))
            return (architecture is OSArchitecture.X64 or OSArchitecture.X86 ? Firmware.Bios : Firmware.Unknown, null);
        // Four bytes of attributes, then the value.
        var bytes = lines.Select(line => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
            .FirstOrDefault(words => words.Length == 5);
        return (Firmware.Uefi, bytes is null ? null : bytes[4] == "1");
    }

    /// <summary>Virtual or physical, the hypervisor, and who made the hardware.</summary>
    public static (MachineKind Kind, string? Hypervisor, string? Manufacturer, string? Model) Platform(VisitText text)
    {
        if (IsContainer(text))
            return (MachineKind.Unknown, null, null, null);
        var dmi = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text["dmi"])
        {
            var at = line.IndexOf('=');
            if (at > 0 && line.Substring(at + 1).Trim() is { Length: > 0 } value)
                dmi[line.Substring(0, at)] = VisitText.Shown(value);
        }

        dmi.TryGetValue("sys_vendor", out var maker);
        dmi.TryGetValue("product_name", out var product);
        var told = text.First("virt");
        var word = told is not null && Hypervisors.TryGetValue(told, out var named) ? named : null;
        if (word is null && text.First("hypervisor") == "xen")
            word = Hypervisors["xen"];
        if (word is null && maker is "VMware, Inc.")
            word = Hypervisors["vmware"];
        if (word is null && maker is "Microsoft Corporation" && product is "Virtual Machine")
            word = Hypervisors["microsoft"];
        var isVirtual = word is not null || text.First("flags") is not null
            || (product is not null && VirtualWords.Any(each => product.Contains(each)));
        var kind = isVirtual ? MachineKind.Virtual
            : told == "none" || maker is not null ? MachineKind.Physical : MachineKind.Unknown;
        return (kind, word, maker, product);
    }

    /// <summary>UUID and serial number, where the host let us read them.</summary>
    public static (string? Uuid, string? Serial) Smbios(VisitText text)
    {
        if (IsContainer(text))
            return (null, null);
        var lines = text["smbios"];
        var uuid = lines.Count > 0 && Guid.TryParse(lines[0].Trim(), out var parsed) && parsed != Guid.Empty
            ? parsed.ToString("D") : null;
        var serial = uuid is not null && lines.Count > 1 ? lines[1].Trim() : null;
        return (uuid, serial is null or "" or "None" or "Not Specified" or "0" or "To be filled by O.E.M." or "Default string"
            or "refused" ? null : VisitText.Shown(serial));
    }

    private static bool IsContainer(VisitText text) => text.First("virt") is { } told && Containers.Contains(told);

    private static bool IsNumber(string text) =>
        text.Length > 0 && text.All(character => character is >= '0' and <= '9');
}
