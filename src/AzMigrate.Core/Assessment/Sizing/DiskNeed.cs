using AzMigrate.Inventory;

namespace AzMigrate.Assessment;

/// <summary>What one disk has to give (rules D1, D4).</summary>
/// <param name="SizeGiB">Capacity in GiB.</param>
/// <param name="Iops">IOPS, comfort factor included.</param>
/// <param name="MBps">MB/s, comfort factor included.</param>
/// <param name="HasNoData">True when sized by use and all four figures are missing (rule D4).</param>
internal readonly record struct DiskNeed(double SizeGiB, double Iops, double MBps, bool HasNoData)
{
    /// <summary>The need of a disk; as-on-premises it is the capacity only.</summary>
    public static DiskNeed Of(SourceDisk disk, DiskUtilization? observed, AssessmentSettings settings)
    {
        if (settings.SizingCriterion == SizingCriterion.AsOnPremises)
            return new DiskNeed(disk.SizeGiB, 0, 0, false);
        if (observed is null)
            return new DiskNeed(disk.SizeGiB, 0, 0, true);
        var iops = ((observed.ReadOpsPerSecond ?? 0) + (observed.WriteOpsPerSecond ?? 0)) * settings.ComfortFactor;
        var rate = ((observed.ReadMBps ?? 0) + (observed.WriteMBps ?? 0)) * settings.ComfortFactor;
        return new DiskNeed(disk.SizeGiB, iops, rate, false);
    }

    /// <summary>What is to be said about the disk's data.</summary>
    public static IReadOnlyList<AssessmentNote> Notes(DiskUtilization? observed, AssessmentSettings settings)
    {
        if (settings.SizingCriterion == SizingCriterion.AsOnPremises)
            return [];
        if (observed is null)
            return [Note("DiskPerformanceMissing", "No performance data: the disk is chosen by its capacity.")];
        var notes = new List<AssessmentNote>();
        void Add(double? figure, string code, string what)
        {
            if (figure is null)
                notes.Add(Note(code, $"{what} are not known; they count as 0."));
        }

        Add(observed.ReadOpsPerSecond, "NumberOfReadOperationsPerSecondMissing", "Reads a second");
        Add(observed.WriteOpsPerSecond, "NumberOfWriteOperationsPerSecondMissing", "Writes a second");
        Add(observed.ReadMBps, "MegabytesPerSecondOfReadMissing", "MB/s read");
        Add(observed.WriteMBps, "MegabytesPerSecondOfWriteMissing", "MB/s written");
        return notes;
    }

    private static AssessmentNote Note(string code, string message) =>
        new() { Rule = "D4", Code = code, Message = message };
}
