namespace AzMigrate.Guests;

/// <summary>Something about a guest that matters for its start in Azure (docs/guests.md lists the rules).</summary>
public sealed record GuestFinding
{
    /// <summary>The rule's id on the page of the rules, such as <c>W7</c>.</summary>
    public required string Rule { get; init; }

    /// <summary>Stable id such as <c>Guest.ServiceStart</c>.</summary>
    public required string Code { get; init; }

    /// <summary>How much it matters.</summary>
    public required GuestSeverity Severity { get; init; }

    /// <summary>What was found, one sentence that names the place.</summary>
    public required string Message { get; init; }

    /// <summary>What to do about it.</summary>
    public required string Remedy { get; init; }

    /// <summary>
    /// True when the replicated copy's disks can be changed so that it is no more; the source is never changed.
    /// </summary>
    public bool CanBeFixedOffline { get; init; }
}
