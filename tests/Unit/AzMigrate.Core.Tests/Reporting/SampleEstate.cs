using System.Globalization;
using AzMigrate.Assessment;
using AzMigrate.Catalog;
using AzMigrate.Inventory;

namespace AzMigrate.Tests.Reporting;

/// <summary>Assessed machines of all kinds, the same for the same number: what the exports are tried on.</summary>
internal static class SampleEstate
{
    private static readonly string[] Sizes =
        ["Standard_D2as_v5", "Standard_D4s_v5", "Standard_E4as_v5", "Standard_E8s_v5", "Standard_F4s_v2",
            "Standard_M64s"];

    private static readonly string[] Systems =
        ["Microsoft Windows Server 2019 (64-bit)", "Red Hat Enterprise Linux 8 (64-bit)", "Ubuntu Linux (64-bit)"];

    /// <summary>The head of an assessment of so many machines.</summary>
    public static AssessmentHeader Header(int machines) => new()
    {
        Id = "5f0c1d", Name = "all, westeurope, pay as you go", GroupName = "all",
        Settings = new AssessmentSettings { Location = ["westeurope"] },
        CatalogDate = new DateTime(2025, 6, 30), InventoryHash = "aa11", SettingsHash = "bb22", CatalogHash = "cc33",
        HistoryWindow = new AzMigrate.Performance.TimeWindow(
            new DateTimeOffset(2025, 5, 1, 0, 0, 0, TimeSpan.Zero),
            new DateTimeOffset(2025, 5, 31, 0, 0, 0, TimeSpan.Zero)),
        Summary = new AssessmentSummary
        {
            Machines = machines, CoveragePercent = 71.5, ConfidenceStars = 4, SizesWithoutCommittedPrice = 3,
            Notes =
            [
                new AssessmentNote { Rule = "C6", Code = "TransactionsNotPriced",
                    Message = "Disk transactions are not priced; Standard HDD and Standard SSD bill them by use." },
                new AssessmentNote { Rule = "C3", Code = "SubscriptionsNotPriced",
                    Message = "Subscriptions of RHEL and SLES are not priced." },
            ],
        },
    };

    /// <summary>The machines one after the other.</summary>
    public static IEnumerable<AssessedMachine> Machines(int count) => Enumerable.Range(0, count).Select(Machine);

    /// <summary>The machine of a number.</summary>
    public static AssessedMachine Machine(int number)
    {
        var name = string.Format(CultureInfo.InvariantCulture, "srv-{0:D6}.corp.example", number);
        var readiness = (number % 11) switch { 3 => Readiness.NotReady, 5 => Readiness.ReadinessUnknown,
            1 or 7 => Readiness.ReadyWithConditions, _ => Readiness.Ready };
        var sized = readiness is Readiness.Ready or Readiness.ReadyWithConditions;
        var disks = Enumerable.Range(0, 1 + number % 5).Select(disk => Disk(number, disk, sized)).ToList();
        var size = Sizes[number % Sizes.Length];
        var storage = disks.Sum(disk => disk.MonthlyCost ?? 0);
        return new AssessedMachine
        {
            Machine = new Machine
            {
                Id = "rvtools:4c4c4544/" + name, Source = "rvtools:4c4c4544", SourceKind = SourceKind.RVTools,
                Name = name,
                Cores = 1 << (number % 6), MemoryMiB = 1024L << (number % 7),
                ProcessorName = "Intel(R) Xeon(R) Gold 6248R",
                OperatingSystem = new AzMigrate.Inventory.OperatingSystem { Name = Systems[number % Systems.Length] },
                Firmware = number % 2 == 0 ? Firmware.Bios : Firmware.Uefi,
                Placement = new Placement { Host = "esx" + (number % 40).ToString(CultureInfo.InvariantCulture) },
                NetworkAdapters =
                [
                    new NetworkAdapter
                    {
                        Name = "4000", MacAddress = "00:50:56:aa:bb:cc",
                        IPAddresses = [string.Format(
                            CultureInfo.InvariantCulture, "10.{0}.{1}.7", number % 200, number % 250), "fe80::1"],
                    },
                ],
            },
            Readiness = readiness,
            Findings = readiness == Readiness.Ready ? [] : [Finding(readiness)],
            Notes = number % 3 == 0
                ? [Note("U4", "PercentageOfCoresUtilizedMissing"),
                Note("S2", "RecommendedSizeHasLessNetworkAdapters")] : [],
            Environment = MachineEnvironment.Production,
            Observed = new ObservedUse
            {
                CpuPercent = number % 3 == 0 ? null : number % 97 + 0.123456, MemoryPercent = number % 89 + 0.5,
                DiskReadOpsPerSecond = 120.25, DiskWriteOpsPerSecond = 80, DiskReadMBps = 1.5, DiskWriteMBps = 0.7,
                NetworkInMBps = 3.25, NetworkOutMBps = 2.125,
            },
            Need = sized ? new ComputeNeed
            {
                Cores = 2.6, MemoryMiB = 7350.4, DataDisks = disks.Count - 1, DiskIops = 260.3, DiskMBps = 2.86,
                NetworkMbps = 22.1,
                PremiumStorage = number % 4 == 0, UltraDisks = false, Generation = VmGenerations.V1,
            } : null,
            RecommendedSize = sized ? size : null,
            RecommendedVCpus = sized ? 4 : null,
            RecommendedMemoryGiB = sized ? 16 : null,
            Disks = disks,
            Cost = sized ? new MachineCost
            {
                Compute = 50m + number % 1000 / 3m - number % 1000 / 3m % 0.01m, Storage = storage,
                Security = number % 10 == 0 ? null : 14.60m,
                WindowsHybridBenefitSavings = number % 3 == 0 ? 33.33m : 0m,
                ComputeIsEstimated = number % 8 == 0, StorageIsEstimated = number % 8 == 1,
            } : new MachineCost(),
            CoveragePercent = 71.53,
            ConfidenceStars = 4,
            CoverageReasons = number % 20 == 0 ? ["The machine is newer than the window."] : [],
            Explanation = sized ? Explanation(number) : null,
        };
    }

    /// <summary>A machine with a name of one's own.</summary>
    public static AssessedMachine Named(string name)
    {
        var machine = Machine(0);
        return machine with { Machine = machine.Machine with { Name = name } };
    }

    private static AssessedDisk Disk(int number, int disk, bool sized) => new()
    {
        Name = string.Format(CultureInfo.InvariantCulture, "scsi0:{0}", disk),
        IsOSDisk = disk == 0,
        SourceSizeGiB = 40 + disk * 60 + 0.5,
        Observed = disk % 2 == 0
            ? new DiskUtilization { ReadMBps = 1.5, WriteMBps = 0.7, ReadOpsPerSecond = 120.25,
            WriteOpsPerSecond = 80 } : null,
        Readiness = Readiness.Ready,
        Notes = disk % 2 == 0 ? [] : [Note("D4", "NumberOfReadOperationsPerSecondMissing")],
        Type = sized ? (ManagedDiskType)(1 + (number + disk) % 5) : null,
        Sku = sized ? ((ManagedDiskType)(1 + (number + disk) % 5)) switch
        {
            ManagedDiskType.StandardHdd => "Standard_S10", ManagedDiskType.StandardSsd => "StandardSSD_E10",
            ManagedDiskType.Premium => "Premium_P10", ManagedDiskType.PremiumV2 => "PremiumV2", _ => "Ultra",
        } : null,
        TargetSizeGiB = sized ? 128 : null,
        ProvisionedIops = sized && (number + disk) % 5 > 2 ? 3000 : null,
        ProvisionedMBps = sized && (number + disk) % 5 > 2 ? 125 : null,
        MonthlyCost = sized ? 5.89m + disk * 3.07m : null,
        CostIsEstimated = sized && number % 8 == 1 && disk == 0,
    };

    private static Finding Finding(Readiness readiness) => readiness switch
    {
        Readiness.NotReady => new Finding
        {
            Rule = "R3", Code = "BootTypeNotSupported", Readiness = readiness,
            Message = "The firmware is UEFI and the operating system is Windows Server 2008 R2.",
            Remedy = "Upgrade the operating system, or convert the machine to BIOS.",
        },
        Readiness.ReadinessUnknown => new Finding
        {
            Rule = "R1", Code = "GuestOperatingSystemUnknown", Readiness = readiness,
            Message = "No operating system is known.", Remedy = "Install VMware Tools and import again.",
        },
        _ => new Finding
        {
            Rule = "R2", Code = "WindowsOSNoLongerUnderMSSupport", Readiness = readiness,
            Message = "Support for Windows Server 2012 ended on 2023-10-10.",
            Remedy = "Upgrade, or buy extended updates.",
        },
    };

    private static AssessmentNote Note(string rule, string code) =>
        new() { Rule = rule, Code = code, Message = "The figure was not there; what is allocated counts." };

    private static SizeExplanation Explanation(int number) => new()
    {
        Steps = [new("In the region", 612), new("Series", 300), new("Cores and memory", 120), new("Storage", 80),
            new("Network", 80), new("Price", 79)],
        Alternatives = [new("Standard_D4as_v4", 3.10m, null), new("Standard_E2s_v5", 5.5m, null),
            new("Standard_D2s_v3", null, "Memory")],
        CheapestRelaxation = number % 2 == 0 ? new("Uncached IOPS", "Standard_D2as_v4", 41.18m) : null,
    };
}
