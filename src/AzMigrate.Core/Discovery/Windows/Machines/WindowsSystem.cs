using AzMigrate.Discovery.Cim;
using AzMigrate.Inventory;
using OperatingSystem = AzMigrate.Inventory.OperatingSystem;

namespace AzMigrate.Discovery.Windows.Machines;

/// <summary>The edition of Windows, as it calls itself.</summary>
internal static class WindowsSystem
{
    private const ulong Workstation = 1; // ProductType: 2 is a domain controller, 3 another server

    private static readonly (int Build, string Server, string Client)[] Names =
    [
        (26100, "2025", "11"), (22000, "2022", "11"), (20348, "2022", "10"), (17763, "2019", "10"),
        (10240, "2016", "10"),
        (9600, "2012 R2", "8.1"), (9200, "2012", "8"), (7600, "2008 R2", "7"), (6000, "2008", "Vista"),
    ];

    public static OperatingSystem Read(CimRow row)
    {
        var name = Caption(row) ?? NameOf(row);
        var pack = row.GetString("CSDVersion")?.Trim();
        return new OperatingSystem
        {
            GuestName = name is not null && pack is { Length: > 0 } ? name + " " + pack : name,
            Version = row.GetString("Version"),
            Architecture = Architecture(row.GetString("OSArchitecture")),
        };
    }

    // "Microsoft® Windows Server® 2008 Standard "; the marks come and go with language and edition.
    private static string? Caption(CimRow row)
    {
        var text = row.GetString("Caption")?.Replace("®", "").Replace("™", "").Replace("(R)", "")
            .Replace('\u00A0', ' ');
        var words = text?.Split([' '], StringSplitOptions.RemoveEmptyEntries) ?? [];
        return words.Length > 0 ? string.Join(" ", words) : null;
    }

    private static string? NameOf(CimRow row)
    {
        if (row.GetUInt64("BuildNumber") is not ulong build || row.GetUInt64("ProductType") is not ulong type)
            return null;
        var (_, server, client) = Names.FirstOrDefault(name => (ulong)name.Build <= build);
        return server is null ? null : type == Workstation ? "Microsoft Windows " + client
            : "Microsoft Windows Server " + server;
    }

    // "64-bit", "64 bits", "64 位", "ARM 64-bit Processor".
    private static OSArchitecture Architecture(string? text)
    {
        if (text is null)
            return OSArchitecture.Unknown;
        if (text.Contains("64"))
            return text.StartsWith("ARM", StringComparison.OrdinalIgnoreCase) ? OSArchitecture.Arm64
                : OSArchitecture.X64;
        return text.Contains("32") ? OSArchitecture.X86 : OSArchitecture.Unknown;
    }
}
