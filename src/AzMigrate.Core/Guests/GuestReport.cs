namespace AzMigrate.Guests;

/// <summary>The family of a guest's operating system.</summary>
public enum GuestFamily
{
    /// <summary>None was found on the disks, or it cannot be read there.</summary>
    Unknown,

    /// <summary>Windows.</summary>
    Windows,

    /// <summary>Linux.</summary>
    Linux,
}

/// <summary>What a machine's disks say about its start in Azure.</summary>
public sealed record GuestReport
{
    /// <summary>The operating system's family.</summary>
    public required GuestFamily Family { get; init; }

    /// <summary>
    /// Name and version as the disk says, such as <c>Windows Server 2019 Standard (10.0.17763)</c>; null when unknown.
    /// </summary>
    public string? OperatingSystem { get; init; }

    /// <summary>What was found, the worst first.</summary>
    public required IReadOnlyList<GuestFinding> Findings { get; init; }

    /// <summary>What can be changed on the replicated copy so that findings go away.</summary>
    public required IReadOnlyList<GuestEdit> Edits { get; init; }

    /// <summary>True when no error is left after the edits.</summary>
    public bool CanStart =>
        !Findings.Any(finding => finding is { Severity: GuestSeverity.Error, CanBeFixedOffline: false });
}
