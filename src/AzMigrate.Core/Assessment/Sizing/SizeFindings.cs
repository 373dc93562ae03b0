namespace AzMigrate.Assessment;

/// <summary>What a size choice means for the machine (rules S1, S2, S4, S5).</summary>
internal static class SizeFindings
{
    private static readonly Dictionary<string, (string Rule, string Message, string Remedy)> Texts =
        new(StringComparer.Ordinal)
    {
        ["NoVmSizeForSelectedAzureLocation"] = (
            "S1", "No size that is priced in {0} runs this machine's generation, architecture and disk controller.",
            "Choose another region."),
        ["NoVmSizeInSelectedFamilyFound"] = (
            "S2", "None of the admitted VM series has a size for this machine in {0}.",
            "Admit more VM series, or choose another region."),
        ["NoSuitableVmSizeFound"] = (
            "S2", "No admitted size in {0} has enough cores and memory.",
            "Admit larger series such as M, or divide the workload."),
        ["NoVmSizeSupportsStoragePerformance"] = (
            "S2", "No size in {0} with enough cores and memory carries the disks' number, types, IOPS and MB/s.",
            "Admit storage-optimised series such as Ebdsv5, use fewer disks, or another disk type."),
        ["NoVmSizeSupportsNetworkPerformance"] = (
            "S2", "No size in {0} that carries the rest has enough outgoing network bandwidth.",
            "Admit larger series, or divide the workload."),
        ["NoVmSizeFoundForOfferCurrencyReservedInstance"] = (
            "S2", "The book has no price in {0} for the sizes that fit under this offer and savings option.",
            "Choose another savings option or region."),
    };

    /// <summary>The finding of a choice; null for a pick without condition.</summary>
    public static Finding? For(SizeChoice choice, string region)
    {
        if (choice.Pick is { } pick)
            return pick.Size.NvmeOnly ? NvmeController(pick) : null;
        if (choice.Issue == SizeChoice.LimitUnknown)
            return LimitUnknown(choice.Explanation.SizesWithUnknownLimits);
        var (rule, message, remedy) = Texts[choice.Issue!];
        return new Finding
        {
            Rule = rule,
            Code = choice.Issue!,
            Readiness = AzMigrate.Assessment.Readiness.NotReady,
            Message = message.Replace("{0}", region),
            Remedy = remedy,
        };
    }

    /// <summary>The note on adapters; null when the pick has enough, or its number is not known (rule S2).</summary>
    public static AssessmentNote? Adapters(SizeChoice choice, int? needed)
    {
        if (choice.Pick is not { } pick || needed is not int adapters || !(pick.Size.MaxNetworkAdapters < adapters))
            return null;
        var enough = choice.Explanation.CheapestWithEnoughAdapters;
        return new AssessmentNote
        {
            Rule = "S2",
            Code = "RecommendedSizeHasLessNetworkAdapters",
            Message = FormattableString.Invariant(
                $"The machine has {adapters} network adapters, {pick.Size.Name} takes {pick.Size.MaxNetworkAdapters}; ")
                + (enough is null
                    ? "no fitting size is known to take as many."
                    : $"the cheapest that takes as many is {enough}."),
        };
    }

    private static Finding NvmeController(SizeCandidate pick) => new()
    {
        Rule = "S5",
        Code = "NvmeControllerRequired",
        Readiness = AzMigrate.Assessment.Readiness.ReadyWithConditions,
        Message = $"{pick.Size.Name} has an NVMe disk controller only.",
        Remedy = "Check that the guest has the NVMe driver and that nothing in it names disks by their SCSI paths.",
    };

    private static Finding LimitUnknown(IReadOnlyList<string> sizes) => new()
    {
        Rule = "S4",
        Code = SizeChoice.LimitUnknown,
        Readiness = AzMigrate.Assessment.Readiness.ReadyWithConditions,
        Message = FormattableString.Invariant(
            $"{sizes.Count} sizes pass all limits that are known, but the book lacks one that this machine needs; the first is {sizes[0]}."),
        Remedy = "Check the missing limits of the sizes listed in the reasons, and choose one by hand.",
    };
}
