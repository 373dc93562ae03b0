using System.Globalization;

namespace AzMigrate.Samples;

/// <summary>The estate that the repository carries: about fifty machines, each there for a rule or a trap.</summary>
internal static class SampleEstate
{
    // name | OS by configuration | OS by VMware Tools (= same, blank none) | vCPUs | MiB | firmware | power | kind |
    // disks in GiB
    private const string Table = """
        dc01 | Microsoft Windows Server 2019 (64-bit) | = | 2 | 8192 | efi | on | | 100
        dc02 | Microsoft Windows Server 2022 (64-bit) | = | 2 | 8192 | efi | on | | 100
        dc-old | Microsoft Windows Server 2003 (32-bit) | = | 1 | 2048 | bios | on | | 40
        file01 | Microsoft Windows Server 2012 (64-bit) | Microsoft Windows Server 2012 R2 (64-bit) | 4 | 16384 | bios | on | | 100,2048,4096
        file02 | Microsoft Windows Server 2016 or later (64-bit) | Microsoft Windows Server 2016 (64-bit) | 4 | 16384 | efi | on | | 127,8192
        print01 | Microsoft Windows Server 2008 (64-bit) | = | 2 | 4096 | bios | on | | 60
        app-2008 | Microsoft Windows Server 2008 (32-bit) | = | 2 | 4096 | bios | on | | 60
        app-2008r2 | Microsoft Windows Server 2008 R2 (64-bit) | = | 4 | 8192 | bios | on | | 80,200
        app-2008r2-uefi | Microsoft Windows Server 2008 R2 (64-bit) | = | 4 | 8192 | efi | on | | 80
        app-2012 | Microsoft Windows Server 2012 (64-bit) | = | 4 | 8192 | bios | on | | 80
        app-2025 | Microsoft Windows Server 2025 (64-bit) | = | 4 | 16384 | efi | on | | 127
        crm-web01 | Microsoft Windows Server 2016 (64-bit) | = | 4 | 8192 | bios | on | | 80
        crm-web02 | Microsoft Windows Server 2016 (64-bit) | = | 4 | 8192 | bios | on | | 80
        crm-sql01 | Microsoft Windows Server 2019 (64-bit) | = | 16 | 131072 | efi | on | | 127,1024,1024,512
        crm-sql02 | Microsoft Windows Server 2019 (64-bit) | = | 16 | 131072 | efi | off | | 127,1024,1024,512
        sap-hana01 | SUSE Linux Enterprise 15 (64-bit) | SUSE Linux Enterprise Server 15 SP5 | 96 | 3145728 | efi | on | | 100,4096,4096,4096,8192
        sap-app01 | SUSE Linux Enterprise 12 (64-bit) | SUSE Linux Enterprise Server 12 SP5 | 8 | 65536 | bios | on | | 100,300
        sap-app02 | SUSE Linux Enterprise 11 (64-bit) | | 8 | 65536 | bios | on | | 100,300
        ora-db01 | Oracle Linux 8 (64-bit) | Oracle Linux Server 8.9 | 16 | 262144 | efi | on | | 100,2048,2048
        ora-db02 | Oracle Linux 7 (64-bit) | Oracle Linux Server 7.9 | 16 | 262144 | bios | on | | 100,2048
        ora-old | Oracle Solaris 11 (64-bit) | | 4 | 32768 | bios | on | | 300
        web01 | Ubuntu Linux (64-bit) | Ubuntu 22.04.4 LTS | 2 | 4096 | bios | on | | 40
        web02 | Ubuntu Linux (64-bit) | Ubuntu 18.04.6 LTS | 2 | 4096 | bios | on | | 40
        web03 | Ubuntu Linux (64-bit) | | 2 | 4096 | bios | on | | 40
        web04 | Ubuntu Linux (64-bit) | Ubuntu 24.04 LTS | 2 | 4096 | efi | on | | 40
        build01 | Debian GNU/Linux 12 (64-bit) | Debian GNU/Linux 12 (bookworm) | 8 | 32768 | efi | on | | 200
        build02 | Debian GNU/Linux 8 (64-bit) | = | 4 | 8192 | bios | on | | 100
        rhel6 | Red Hat Enterprise Linux 6 (64-bit) | Red Hat Enterprise Linux Server release 6.10 (Santiago) | 2 | 8192 | bios | on | | 60
        rhel7 | Red Hat Enterprise Linux 7 (64-bit) | Red Hat Enterprise Linux Server 7.9 (Maipo) | 4 | 16384 | bios | on | | 100
        rhel8 | Red Hat Enterprise Linux 8 (64-bit) | Red Hat Enterprise Linux 8.8 (Ootpa) | 4 | 16384 | efi | on | | 100
        rhel9 | Red Hat Enterprise Linux 9 (64-bit) | Red Hat Enterprise Linux 9.4 (Plow) | 4 | 16384 | efi | on | | 100
        centos7 | CentOS 7 (64-bit) | CentOS Linux 7 (Core) | 2 | 4096 | bios | on | | 50
        rocky9 | Rocky Linux (64-bit) | Rocky Linux 9.3 (Blue Onyx) | 2 | 4096 | efi | on | | 50
        photon | VMware Photon OS (64-bit) | = | 2 | 4096 | efi | on | | 20
        appliance01 | Other 4.x Linux (64-bit) | | 2 | 4096 | bios | on | | 30
        bsd01 | FreeBSD 13 (64-bit) | = | 2 | 4096 | bios | on | | 40
        unknown01 | Other (64-bit) | | 2 | 4096 | bios | on | | 40
        unknown02 | | | 1 | 1024 | bios | off | | 10
        vdi-0001 | Microsoft Windows 10 (64-bit) | = | 2 | 8192 | efi | on | | 64
        vdi-0002 | Microsoft Windows 11 (64-bit) | = | 4 | 8192 | efi | suspended | | 64
        xp-kiosk | Microsoft Windows XP Professional (32-bit) | = | 1 | 512 | bios | on | | 20
        archive01 | Microsoft Windows Server 2019 (64-bit) | = | 4 | 16384 | efi | on | | 127,70656
        backup01 | Microsoft Windows Server 2019 (64-bit) | = | 8 | 32768 | efi | on | | 127,*69x256
        bigboot | Microsoft Windows Server 2016 (64-bit) | = | 4 | 16384 | bios | on | | 3072
        hugeboot | Microsoft Windows Server 2019 (64-bit) | = | 4 | 16384 | efi | on | | 5120
        monster | Red Hat Enterprise Linux 8 (64-bit) | Red Hat Enterprise Linux 8.10 (Ootpa) | 128 | 25165824 | efi | on | | 200,1024
        tmpl-w2022 | Microsoft Windows Server 2022 (64-bit) | | 2 | 4096 | efi | off | template | 60
        tmpl-rhel9 | Red Hat Enterprise Linux 9 (64-bit) | | 2 | 4096 | efi | off | template | 40
        dr-crm-sql01 | Microsoft Windows Server 2019 (64-bit) | | 16 | 131072 | efi | off | placeholder | 127
        crm-web01 | Microsoft Windows Server 2016 (64-bit) | = | 4 | 8192 | bios | on | same=12 | 80
        crm-web02 | Microsoft Windows Server 2016 (64-bit) | = | 2 | 8192 | bios | on | | 80
        broken01 | Microsoft Windows Server 2016 (64-bit) | = | four | 8192 | bios | on | | 80
        =cmd|' /C calc'!A0 | Microsoft Windows Server 2016 (64-bit) | = | 2 | 4096 | bios | on | | 60
        ../../etc/passwd | Ubuntu Linux (64-bit) | Ubuntu 20.04.6 LTS | 2 | 4096 | bios | on | | 40
        '; drop table machines; -- | Debian GNU/Linux 11 (64-bit) | Debian GNU/Linux 11 (bullseye) | 2 | 4096 | bios | on | | 40
        shop-🛒-日本語 | Ubuntu Linux (64-bit) | Ubuntu 22.04.4 LTS | 4 | 8192 | efi | on | | 80
        """;

    public static IReadOnlyList<SampleMachine> Machines() =>
        [.. Table.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select((line, i) => Parse(line.TrimEnd('\r'), i + 1))];

    /// <summary>Those that a template can hold: it knows no templates, and at most eight disks.</summary>
    public static IEnumerable<SampleMachine> TemplateMachines() =>
        Machines().Where(m => !m.IsTemplate && !m.IsPlaceholder && m.DiskGiB.Count <= 8).Take(40);

    private static SampleMachine Parse(string line, int number)
    {
        // A name may hold the table's own separator, so the columns are counted from the end.
        var all = line.Split('|');
        var name = string.Join('|', all[..^8]).Trim();
        var cells = Array.ConvertAll(all[^8..], c => c.Trim());
        return new SampleMachine
        {
            Number = number,
            Name = name,
            OS = cells[0].Length == 0 ? null : cells[0],
            ToolsOS = cells[1] switch { "" => null, "=" => cells[0], var other => other },
            Cpus = cells[2],
            MemoryMiB = long.Parse(cells[3], CultureInfo.InvariantCulture),
            Firmware = cells[4],
            PowerState = cells[5] switch { "on" => "poweredOn", "off" => "poweredOff", var other => other },
            IsTemplate = cells[6] == "template",
            IsPlaceholder = cells[6] == "placeholder",
            SameIdAs = cells[6].StartsWith("same=", StringComparison.Ordinal)
                ? int.Parse(cells[6][5..], CultureInfo.InvariantCulture) : null,
            DiskGiB = [.. cells[7].Split(',').SelectMany(Sizes)],
            Nics = number % 9 == 0 ? 2 : 1,
        };
    }

    /// <summary><c>100</c>, or <c>*69x256</c> for 69 disks of 256 GiB.</summary>
    private static IEnumerable<long> Sizes(string text)
    {
        if (!text.StartsWith('*'))
            return [long.Parse(text, CultureInfo.InvariantCulture)];
        var parts = text[1..].Split('x');
        return Enumerable.Repeat(
            long.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[0], CultureInfo.InvariantCulture));
    }
}
