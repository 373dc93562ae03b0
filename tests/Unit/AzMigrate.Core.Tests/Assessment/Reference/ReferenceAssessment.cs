using System.Globalization;
using AzMigrate.Assessment;
using AzMigrate.Catalog;
using AzMigrate.Inventory;
using AzMigrate.Performance;

namespace AzMigrate.Tests.Assessment.Reference;

/// <summary>
/// The rules' page from top to bottom, written for reading and not for speed. It shares nothing with the engine but the
/// contract's types and the catalogue's prices and limits; operating systems are judged by hand.
/// </summary>
internal static class ReferenceAssessment
{
    public static ReferenceResult Assess(
        Machine machine, MachineHistory? history, AssessmentSettings settings, Catalogue book)
    {
        var system = ReferenceSystem.All.Single(system => system.Name == machine.OperatingSystem.Name);
        var region = settings.Location[0];
        var use = new ReferenceUse(machine, history, settings);
        var environment = machine.Environment ?? settings.Environment;
        var disks = use.Disks.Select((disk, at) => ReferenceDisks.Choose(
            disk.GiB, use.Iops(at), use.MBps(at), disk.Use == null, at == 0, environment, settings, book, region))
                .ToList();

        var findings = Readiness(machine, system, use, book).ToList();
        if (disks.Any(disk => disk.Issue != null))
            findings.Add(("D6", "OneOrMoreDisksNotSuitable", AzMigrate.Assessment.Readiness.NotReady));
        var notes = use.Notes().ToList();

        ComputeNeed? need = null;
        ReferenceSizes? sizes = null;
        if (findings.All(finding => finding.Item3 <= AzMigrate.Assessment.Readiness.ReadyWithConditions))
        {
            need = new ComputeNeed
            {
                Cores = use.NeedCores, MemoryMiB = use.NeedMemory, DataDisks = use.Described ? disks.Count - 1 : 0,
                DiskIops = Enumerable.Range(0, disks.Count).Sum(use.Iops),
                DiskMBps = Enumerable.Range(0, disks.Count).Sum(use.MBps),
                NetworkMbps = use.NeedMbps,
                PremiumStorage = disks.Any(disk => disk.Type is ManagedDiskType.Premium or ManagedDiskType.PremiumV2),
                UltraDisks = disks.Any(disk => disk.Type == ManagedDiskType.Ultra),
                Generation = machine.Firmware == Firmware.Uefi ? VmGenerations.V2 : VmGenerations.V1,
            };
            sizes = new ReferenceSizes(
                settings, book, need, system.Kind == 'S', system.Nvme,
                machine.OperatingSystem.Architecture == OSArchitecture.Arm64, machine.NetworkAdapterCount);
            if (sizes.Issue == "LimitUnknown")
                findings.Add(("S4", "LimitUnknown", AzMigrate.Assessment.Readiness.ReadyWithConditions));
            else if (sizes.Issue != null)
                findings.Add((sizes.Issue == "NoVmSizeForSelectedAzureLocation" ? "S1" : "S2", sizes.Issue,
                    AzMigrate.Assessment.Readiness.NotReady));
            else if (sizes.Pick!.Version >= 6)
                findings.Add(("S5", "NvmeControllerRequired", AzMigrate.Assessment.Readiness.ReadyWithConditions));
        }

        var sized = sizes?.Pick != null;
        if (sized && sizes!.LessAdapters)
            notes.Add(("S2", "RecommendedSizeHasLessNetworkAdapters"));
        if (sized && system.Kind == 'C')
            notes.Add(("C3", "WindowsClientLicenceRequired"));
        if (sized && system.Subscription)
            notes.Add(("C3", "LinuxSubscriptionNotPriced"));

        var shown = use.Disks.Select((disk, at) => Shown(disk, at, use, disks[at], sized, settings)).ToList();
        var coverage = use.Coverage();
        return new ReferenceResult
        {
            Readiness = findings.Select(finding => finding.Item3)
                .DefaultIfEmpty(AzMigrate.Assessment.Readiness.Ready).Max(),
            Findings = findings,
            Notes = notes,
            Environment = new MachineEnvironmentText(environment.ToString()),
            Observed = use.Observed,
            Need = need,
            Size = sizes?.Pick?.Name,
            Disks = shown,
            Compute = sized ? sizes!.Compute : null,
            ComputeIsEstimated = sized && sizes!.IsEstimated,
            Storage = sized && shown.Count > 0 ? shown.Sum(disk => disk.Cost) : null,
            Security = !sized ? null : settings.SecurityOffering == SecurityOffering.None ? 0
                : book.GetDefenderPrice(region) is { } price ? Cents(price.Usd * settings.ExchangeRate) : null,
            Savings = !sized ? null
                : system.Kind == 'S' && settings.WindowsHybridBenefit && settings.Offer == AzureOffer.PayAsYouGo
                ? sizes!.Licence : 0,
            Coverage = coverage,
            Stars = coverage == null ? null : coverage <= 20 ? 1 : coverage <= 40 ? 2 : coverage <= 60 ? 3
                : coverage <= 80 ? 4 : 5,
            Steps = sizes?.Steps,
            Alternatives = sizes?.Alternatives ?? [],
            Relaxation = sizes?.Relaxation,
            Unknown = sizes?.Unknown ?? [],
            EnoughAdapters = sizes?.EnoughAdapters,
        };
    }

    private static decimal Cents(decimal money) => Math.Round(money, 2, MidpointRounding.AwayFromZero);

    private static IEnumerable<(string, string, Readiness)> Readiness(
        Machine machine, ReferenceSystem system, ReferenceUse use, Catalogue book)
    {
        var imported = machine.SourceKind is SourceKind.Csv or SourceKind.RVTools;
        if (system.Code != null)
            yield return ("R1", system.Code, system.Unknown ? AzMigrate.Assessment.Readiness.ReadinessUnknown
                : AzMigrate.Assessment.Readiness.ReadyWithConditions);
        if (system.SupportEnds != null
            && DateTime.Parse(system.SupportEnds, CultureInfo.InvariantCulture) < book.Date.Date)
        {
            yield return ("R2", system.Kind == 'L' ? "EndorsedWithConditionsLinuxDistributions"
                : "WindowsOSNoLongerUnderMSSupport",
                AzMigrate.Assessment.Readiness.ReadyWithConditions);
        }

        if (machine.Firmware == Firmware.Uefi && system.OldServer)
            yield return ("R3", "BootTypeNotSupported", AzMigrate.Assessment.Readiness.NotReady);
        if (machine.Firmware == Firmware.Unknown && !imported)
            yield return ("R4", "BootTypeUnknown", AzMigrate.Assessment.Readiness.ReadyWithConditions);
        if (machine.OperatingSystem.Architecture == OSArchitecture.X86)
            yield return ("R5", "GuestOperatingSystemArchitectureNotSupported",
                AzMigrate.Assessment.Readiness.ReadyWithConditions);
        if (machine.OperatingSystem.Architecture == OSArchitecture.Other)
            yield return ("R5", "GuestOperatingSystemArchitectureNotSupported",
                AzMigrate.Assessment.Readiness.NotReady);
        if (use.Count > 65)
            yield return ("R6", "MoreDisksThanSupported", AzMigrate.Assessment.Readiness.NotReady);
        foreach (var _ in use.Disks.Where(disk => disk.GiB > 65536))
            yield return ("R7", "OneOrMoreDisksNotSuitable", AzMigrate.Assessment.Readiness.NotReady);
        if (use.Disks.Count > 0 && use.Disks[0].GiB > 4095)
            yield return ("R7", "OsDiskAbove4095GiB", AzMigrate.Assessment.Readiness.NotReady);
        if (use.Disks.Count > 0 && use.Disks[0].GiB > 2048
            && (machine.Firmware == Firmware.Bios || (machine.Firmware == Firmware.Unknown && imported)))
            yield return ("R7", "OsDiskAbove2TiB", AzMigrate.Assessment.Readiness.ReadyWithConditions);
    }

    private static ReferenceDisk Shown(
        (string Name, double GiB, DiskUtilization? Use) disk, int at, ReferenceUse use, ReferenceDisks.Choice choice,
        bool sized,
        AssessmentSettings settings)
    {
        var byUse = settings.SizingCriterion == SizingCriterion.PerformanceBased;
        var missing = new List<string>();
        if (byUse && disk.Use == null)
            missing.Add("DiskPerformanceMissing");
        if (byUse && disk.Use is { ReadOpsPerSecond: null })
            missing.Add("NumberOfReadOperationsPerSecondMissing");
        if (byUse && disk.Use is { WriteOpsPerSecond: null })
            missing.Add("NumberOfWriteOperationsPerSecondMissing");
        if (byUse && disk.Use is { ReadMBps: null })
            missing.Add("MegabytesPerSecondOfReadMissing");
        if (byUse && disk.Use is { WriteMBps: null })
            missing.Add("MegabytesPerSecondOfWriteMissing");
        var pick = sized && choice.Issue == null;
        return new ReferenceDisk(
            disk.Name, at == 0, disk.GiB, use.Iops(at), use.MBps(at),
            choice.Issue == null ? AzMigrate.Assessment.Readiness.Ready : AzMigrate.Assessment.Readiness.NotReady,
            choice.Issue, string.Join(" ", missing), pick ? choice.Type : null, pick ? choice.Sku : null,
            pick ? choice.GiB : null, pick ? choice.Iops : null, pick ? choice.MBps : null,
            pick ? Cents(choice.Usd * settings.ExchangeRate) : null, pick && choice.Estimated);
    }
}
