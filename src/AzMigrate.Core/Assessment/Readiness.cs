namespace AzMigrate.Assessment;

/// <summary>Whether a machine can run in Azure, in rising severity.</summary>
public enum Readiness
{
    /// <summary>It moves as it is.</summary>
    Ready,

    /// <summary>It can move when the listed conditions are met.</summary>
    ReadyWithConditions,

    /// <summary>Not enough is known.</summary>
    ReadinessUnknown,

    /// <summary>It cannot run in Azure as it is.</summary>
    NotReady,
}

/// <summary>One finding about a machine or a disk.</summary>
public sealed record Finding
{
    /// <summary>The rule that found it, such as <c>R3</c>.</summary>
    public required string Rule { get; init; }

    /// <summary>Azure's issue code, such as <c>BootTypeNotSupported</c>.</summary>
    public required string Code { get; init; }

    /// <summary>What the finding alone makes of the machine.</summary>
    public required Readiness Readiness { get; init; }

    /// <summary>What was found, one sentence with the values.</summary>
    public required string Message { get; init; }

    /// <summary>What to do about it.</summary>
    public required string Remedy { get; init; }
}

/// <summary>A note on the data or the figures: it never changes readiness.</summary>
public sealed record AssessmentNote
{
    /// <summary>The rule, such as <c>U4</c>.</summary>
    public required string Rule { get; init; }

    /// <summary>Stable code, such as <c>PercentageOfCoresUtilizedMissing</c>.</summary>
    public required string Code { get; init; }

    /// <summary>One sentence.</summary>
    public required string Message { get; init; }
}
