namespace AzMigrate.Catalog;

/// <summary>What Azure makes of an operating system (rule R1).</summary>
public enum OperatingSystemSupport
{
    /// <summary>Nothing can be said: the name is too vague.</summary>
    Unknown,

    /// <summary>Azure runs it, under the row's condition.</summary>
    Conditional,

    /// <summary>Azure runs and supports it.</summary>
    Supported,
}

/// <summary>Kinds of operating systems, as far as prices and names need them.</summary>
public enum OperatingSystemKind
{
    /// <summary>Neither Windows nor Linux.</summary>
    Other,

    /// <summary>A Linux distribution.</summary>
    Linux,

    /// <summary>Windows Server, and Windows older than XP, which pays as servers do (rule C3).</summary>
    WindowsServer,

    /// <summary>Windows XP to 11 (rule C3).</summary>
    WindowsClient,
}

/// <summary>How much of the version has to be known for a Linux family to count as known (rule R1).</summary>
public enum VersionPrecision
{
    /// <summary>The version is part of the name, or does not matter.</summary>
    None,

    /// <summary>The major version.</summary>
    Major,

    /// <summary>The minor version too: RHEL's minor, SLES' service pack, Ubuntu's month.</summary>
    Minor,
}

/// <summary>One row of the table: a family in a range of versions.</summary>
public sealed record OperatingSystemRow
{
    /// <summary>The family, such as <c>Windows Server 2012 R2</c> or <c>Ubuntu</c>.</summary>
    public required string Family { get; init; }

    /// <summary>First version of the range; null for the row that stands for the family without a version.</summary>
    public OperatingSystemVersion? From { get; init; }

    /// <summary>Last version of the range; null for no end.</summary>
    public OperatingSystemVersion? To { get; init; }

    /// <summary>What has to be known of the version.</summary>
    public required VersionPrecision Known { get; init; }

    /// <summary>What Azure makes of it.</summary>
    public required OperatingSystemSupport Support { get; init; }

    /// <summary>Azure's issue code where <see cref="Support"/> is not Supported; else null.</summary>
    public string? Code { get; init; }

    /// <summary>What to do where <see cref="Support"/> is not Supported; else null.</summary>
    public string? Remedy { get; init; }

    /// <summary>Last day of updates that need no extra contract; null when not known or not over (rule R2).</summary>
    public DateTime? SupportEnds { get; init; }

    /// <summary>True when it starts from NVMe disks (rule S5).</summary>
    public required bool NvmeReady { get; init; }

    /// <summary>Kind of system.</summary>
    public required OperatingSystemKind Kind { get; init; }

    /// <summary>True when it can start on UEFI firmware in Azure (rule R3).</summary>
    public required bool UefiSupported { get; init; }

    /// <summary>True when its maker sells a subscription that Azure bills on top (rule C3).</summary>
    public required bool HasSubscription { get; init; }
}

/// <summary>A version of a Linux family; the minor is a service pack for SLES and a month for Ubuntu.</summary>
/// <param name="Major">Major version.</param>
/// <param name="Minor">Minor version; null when not known.</param>
public sealed record OperatingSystemVersion(int Major, int? Minor)
{
    /// <summary>The version as its maker writes it, such as <c>8.6</c>.</summary>
    public override string ToString() =>
        Minor is int minor ? FormattableString.Invariant($"{Major}.{minor}") : FormattableString.Invariant($"{Major}");
}

/// <summary>What the table says of an operating system's names.</summary>
/// <param name="Row">The row that applies.</param>
/// <param name="Name">The name that decided, as given.</param>
/// <param name="Version">The version that was read; null for Windows and where there is none.</param>
/// <param name="VersionIsKnown">
/// False when the family is known by versions and this one is not known well enough.
/// </param>
public sealed record OperatingSystemMatch(
    OperatingSystemRow Row, string Name, OperatingSystemVersion? Version, bool VersionIsKnown);
