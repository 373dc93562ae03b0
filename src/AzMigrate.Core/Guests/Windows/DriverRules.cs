using AzMigrate.Guests.Registry;

namespace AzMigrate.Guests.Windows;

/// <summary>W6 to W9 and W20: the drivers of Azure's bus, disks and network.</summary>
internal static class DriverRules
{
    private const uint Boot = 0;
    private const uint OnDemand = 3;
    private const uint Disabled = 4;
    private static readonly GuestRule Files = new("W6", "Guest.DriverFile");
    private static readonly GuestRule Service = new("W7", "Guest.ServiceStart");
    private static readonly GuestRule Override = new("W8", "Guest.StartOverride");
    private static readonly GuestRule Nvme = new("W9", "Guest.NvmeDriver");
    private static readonly GuestRule Network = new("W20", "Guest.NetworkDriver");

    // The IDE controller is what generation 1 shows before the bus's own disks are there.
    private static readonly (string Service, string[] Files, bool IsNeeded, bool IsIde)[] Drivers =
    [
        ("vmbus", ["vmbus.sys"], true, false),
        ("storvsc", ["storvsc.sys"], true, false),
        ("storflt", ["vmstorfl.sys"], false, false),
        ("intelide", ["intelide.sys", "pciidex.sys"], false, true),
        ("atapi", ["atapi.sys", "ataport.sys"], false, true),
    ];

    public static void CheckFiles(WindowsGuest guest)
    {
        foreach (var driver in Wanted(guest))
        {
            var missing = driver.Files.Where(file => !guest.Has("Windows/System32/drivers/" + file)).ToList();
            if (missing.Count == 0)
                continue;
            var (message, remedy) =
                ($"The driver's file {string.Join(" and ", missing)} is not in Windows' folder of drivers.",
                "Repair Windows in the guest (sfc /scannow), or install Hyper-V's integration services in Windows Server 2008.");
            guest.Notes.Add(driver.IsNeeded ? Files.Error(message, remedy) : Files.Warning(message, remedy));
        }
        if (guest.Questions.IsNvmeOnly && !guest.Has("Windows/System32/drivers/stornvme.sys"))
            guest.Notes.Add(Nvme.Error(
                "Windows has no driver for NVMe disks, and the chosen size has no others.",
                "Choose a size with SCSI disks, such as of version 5, or Windows Server 2012 R2 or later."));
        if (!new[] { "netvsc.sys", "netvsc63.sys", "netvsc60.sys" }.Any(
            file => guest.Has("Windows/System32/drivers/" + file)))
            guest.Notes.Add(Network.Warning(
                "Windows has no driver for Azure's network adapter (netvsc).",
                "Repair Windows in the guest (sfc /scannow), or install Hyper-V's integration services in Windows Server 2008."));
    }

    public static void CheckServices(WindowsGuest guest)
    {
        foreach (var driver in Wanted(guest))
            CheckBoot(guest, driver.Service, driver.IsNeeded ? GuestSeverity.Error : GuestSeverity.Warning, Service,
                Override);
        if (guest.Questions.IsNvmeOnly)
        {
            CheckBoot(guest, "stornvme", GuestSeverity.Error, Nvme, Nvme);
            CheckBoot(guest, "vpci", GuestSeverity.Error, Nvme, Nvme);
        }
        var network = guest.InEachControlSet(@"Services\netvsc").Select(key => key.Value("Start"))
            .OfType<RegistryValue>().Where(start => start.Number is Disabled)
            .Select(start => new WantedNumber(start, OnDemand)).ToList();
        if (network.Count > 0)
            guest.Want(Network, GuestSeverity.Warning, network,
                "The driver of Azure's network adapter (netvsc) is disabled.");
    }

    private static IEnumerable<(string Service, string[] Files, bool IsNeeded, bool IsIde)> Wanted(
        WindowsGuest guest) =>
        Drivers.Where(driver => !(driver.IsIde && guest.Questions.IsUefi is true));

    private static void CheckBoot(
        WindowsGuest guest, string service, GuestSeverity severity, GuestRule start, GuestRule over)
    {
        var keys = guest.InEachControlSet($@"Services\{service}").ToList();
        var without = guest.ControlSets.Select(set => set.Name)
            .Except(keys.Select(key => key.Path.Split('\\')[0]), StringComparer.OrdinalIgnoreCase).ToList();
        if (without.Count > 0)
            guest.Notes.Add(new GuestFinding
            {
                Rule = start.Id,
                Code = start.Code,
                Severity = severity,
                Message = $"The driver {service} is not registered in {GuestErrors.Shown(string.Join(", ", without))}.",
                Remedy = "Run Prepare-Windows.ps1 in the guest: a key cannot be made offline.",
            });
        var late = keys.Select(key => key.Value("Start")).OfType<RegistryValue>()
            .Where(value => value.Number is not Boot).Select(value => new WantedNumber(value, Boot)).ToList();
        if (late.Count > 0)
            guest.Want(start, severity, late,
                $"The driver {service} is not started at boot (Start = {late[0].Value.Number}).");
        // Windows 8 and later write this for drivers that the last starts did not need, and believe it more than Start.
        var overridden = keys.SelectMany(key => key.Find("StartOverride")?.Values() ?? [])
            .Where(value => value.Number is not (null or Boot)).Select(value => new WantedNumber(value, Boot)).ToList();
        if (overridden.Count > 0)
            guest.Want(over, severity, overridden,
                $"The driver {service} is kept from starting at boot by its key StartOverride.");
    }
}
