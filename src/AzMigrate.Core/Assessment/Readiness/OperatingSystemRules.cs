using AzMigrate.Catalog;
using AzMigrate.Inventory;

namespace AzMigrate.Assessment;

/// <summary>R1: what the table of operating systems says.</summary>
internal sealed class OperatingSystemRule() : ReadinessRule("R1")
{
    private const string UnknownCode = "GuestOperatingSystemUnknown";

    public override void Check(ReadinessFacts facts, ICollection<Finding> findings)
    {
        var system = facts.Machine.OperatingSystem;
        if (facts.System is not { } match)
        {
            var name = FirstText(system.GuestName, system.Name);
            findings.Add(NotKnown(
                UnknownCode,
                name is null ? "The operating system is not told."
                    : $"The operating system '{name}' is none that the table knows.",
                "Set the guest operating system in the source, or correct its name, and import again."));
            return;
        }

        var row = match.Row;
        if (row.Support == OperatingSystemSupport.Unknown)
            findings.Add(NotKnown(row.Code!, $"The operating system '{match.Name}' is not exact enough.", row.Remedy!));
        else if (row.Support == OperatingSystemSupport.Conditional)
            findings.Add(Condition(row.Code!, MessageFor(match), row.Remedy!));
    }

    private static string MessageFor(OperatingSystemMatch match) => match.VersionIsKnown
        ? $"The operating system '{match.Name}' ({match.Row.Family}) runs in Azure under conditions."
        : $"The version in '{match.Name}' ({match.Row.Family}) is not known exactly enough.";

    private static string? FirstText(string? first, string? second) =>
        !string.IsNullOrWhiteSpace(first) ? first : string.IsNullOrWhiteSpace(second) ? null : second;
}

/// <summary>R2: the maker's support is over at the catalogue's date.</summary>
internal sealed class SupportEndRule() : ReadinessRule("R2")
{
    public override void Check(ReadinessFacts facts, ICollection<Finding> findings)
    {
        if (facts.System is not { Row: { SupportEnds: { } ends } row } match || facts.BookDate.Date <= ends.Date)
            return;
        var windows = row.Kind is OperatingSystemKind.WindowsServer or OperatingSystemKind.WindowsClient;
        findings.Add(Condition(
            windows ? "WindowsOSNoLongerUnderMSSupport" : "EndorsedWithConditionsLinuxDistributions",
            FormattableString.Invariant($"Support of '{match.Name}' ended on {ends:yyyy-MM-dd}."),
            windows ? "Upgrade, or use the extended security updates that Azure offers."
                : "Upgrade to a supported release, or contract extended support."));
    }
}

/// <summary>R3: UEFI with a Windows Server that cannot start from it in Azure.</summary>
internal sealed class UefiRule() : ReadinessRule("R3")
{
    public override void Check(ReadinessFacts facts, ICollection<Finding> findings)
    {
        if (facts.Machine.Firmware != Firmware.Uefi || facts.System is not { Row: { UefiSupported: false } row })
            return;
        findings.Add(NotReady(
            "BootTypeNotSupported", $"{row.Family} with UEFI firmware does not start in Azure.",
            "Upgrade the operating system, or convert the machine to BIOS."));
    }
}

/// <summary>R4: the firmware of a discovered machine is not known. Imported ones count as BIOS.</summary>
internal sealed class FirmwareUnknownRule() : ReadinessRule("R4")
{
    public override void Check(ReadinessFacts facts, ICollection<Finding> findings)
    {
        if (facts.Machine.Firmware != Firmware.Unknown || facts.IsImported)
            return;
        findings.Add(Condition(
            "BootTypeUnknown", "The boot firmware was not discovered; BIOS (generation 1) is taken.",
            "Find out whether the machine starts from BIOS or UEFI, and discover it again."));
    }
}

/// <summary>R5: a 32-bit operating system, or a processor that Azure does not have.</summary>
internal sealed class ArchitectureRule() : ReadinessRule("R5")
{
    public override void Check(ReadinessFacts facts, ICollection<Finding> findings)
    {
        if (facts.Machine.OperatingSystem.Architecture == OSArchitecture.Other)
            findings.Add(NotReady(
                "GuestOperatingSystemArchitectureNotSupported",
                "The processor is neither x86 nor Arm; Azure offers no such size.",
                "Move the application to an operating system for x64 or Arm64."));
        if (!Is32Bit(facts.Machine.OperatingSystem))
            return;
        findings.Add(Condition(
            "GuestOperatingSystemArchitectureNotSupported", "The operating system is 32-bit.",
            "Upgrade to a 64-bit operating system; Azure supports 32-bit ones only in part."));
    }

    private static bool Is32Bit(AzMigrate.Inventory.OperatingSystem system) => system.Architecture switch
    {
        OSArchitecture.X86 => true,
        OSArchitecture.Unknown =>
            (OperatingSystemNames.BitsIn(system.GuestName) ?? OperatingSystemNames.BitsIn(system.Name)) == 32,
        _ => false,
    };
}
