namespace AzMigrate.Inventory;

/// <summary>
/// An operating system as the source names it; the assessment's OS table interprets the names (rule R1).
/// </summary>
public sealed record OperatingSystem
{
    /// <summary>Nothing known.</summary>
    public static OperatingSystem Unknown { get; } = new();

    /// <summary>The name by configuration (vCenter's guest OS, the CSV's OS name); null when not told.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// The name that VMware Tools or the guest itself reports; goes before <see cref="Name"/> (rule R1).
    /// </summary>
    public string? GuestName { get; init; }

    /// <summary>Version text where the source has it apart from the name.</summary>
    public string? Version { get; init; }

    /// <summary>Version of the kernel, such as <c>5.14.0-362.el9.x86_64</c>; null when not told.</summary>
    public string? Kernel { get; init; }

    /// <summary>Architecture where the source has it apart from the name.</summary>
    public OSArchitecture Architecture { get; init; }

    /// <summary>The name to show: the guest's, else the configured one; null when neither is told.</summary>
    public string? DisplayName => GuestName ?? Name;
}
