using AzMigrate.Inventory;
using AzMigrate.Performance;

namespace AzMigrate.Discovery;

/// <summary>How one check of a source ended.</summary>
public enum SourceCheckResult
{
    /// <summary>It is in order.</summary>
    Passed,

    /// <summary>It is not, and discovery works all the same, with less.</summary>
    Warning,

    /// <summary>It is not, and discovery fails or is incomplete.</summary>
    Failed,
}

/// <summary>The result of one check of a source.</summary>
/// <param name="Name">What was checked, such as <c>Login</c> or <c>Privilege System.Read</c>.</param>
/// <param name="Passed">Whether it is in order.</param>
/// <param name="Detail">What was found, one sentence.</param>
/// <param name="Remedy">What to do when it is not in order.</param>
public sealed record SourceCheck(string Name, bool Passed, string Detail, string? Remedy)
{
    /// <summary>The source's name, where checks of several are shown; empty otherwise.</summary>
    public string Source { get; init; } = "";

    /// <summary>
    /// True when discovery goes without it: older history, or a privilege that replication alone needs.
    /// </summary>
    public bool IsOptional { get; init; }

    /// <summary>How it ended.</summary>
    public SourceCheckResult Result =>
        Passed ? SourceCheckResult.Passed : IsOptional ? SourceCheckResult.Warning : SourceCheckResult.Failed;
}

/// <summary>What a discovery asks for.</summary>
public sealed record DiscoveryRequest
{
    /// <summary>The first part of the machines' ids.</summary>
    public required string SourceName { get; init; }

    /// <summary>True to read notes and custom attributes, where people keep passwords.</summary>
    public bool IncludeNotes { get; init; }

    /// <summary>
    /// The machines of the source that the project has, by their native id, for sources whose machines have to be told
    /// from their clones.
    /// </summary>
    public IReadOnlyDictionary<string, string> KnownIds { get; init; } = new Dictionary<string, string>();
}

/// <summary>One machine that was found, or a problem of one.</summary>
public sealed record DiscoveredItem
{
    /// <summary>The machine; null when there is a problem instead.</summary>
    public Machine? Machine { get; init; }

    /// <summary>
    /// The native id of the machine in the source, by which its performance is asked, such as <c>vm-51</c>.
    /// </summary>
    public string? NativeId { get; init; }

    /// <summary>The problem; null when there is a machine.</summary>
    public MigrateProblem? Problem { get; init; }

    /// <summary>True when the machine's tags could not be read: those that are known stay.</summary>
    public bool AreTagsUnread { get; init; }
}

/// <summary>What happened at a source since it was asked before.</summary>
/// <param name="Changed">Native ids of machines that are new or have changed.</param>
/// <param name="Gone">Native ids of machines that it has no more.</param>
public sealed record SourceUpdates(IReadOnlyList<string> Changed, IReadOnlyList<string> Gone);

/// <summary>A machine whose performance is wanted.</summary>
/// <param name="MachineId">Its identity in the project.</param>
/// <param name="NativeId">Its native id in the source.</param>
/// <param name="Newest">End of the newest point that is stored; null for none.</param>
public sealed record CollectionTarget(string MachineId, string NativeId, DateTimeOffset? Newest)
{
    /// <summary>Until when the source was asked before, be there points or not; null for never.</summary>
    public DateTimeOffset? AskedUntil { get; init; }

    /// <summary>From when on it was asked before, be there points or not; null where that is not known.</summary>
    public DateTimeOffset? AskedFrom { get; init; }
}

/// <summary>What a collection asks for.</summary>
public sealed record CollectionRequest
{
    /// <summary>The machines.</summary>
    public required IReadOnlyList<CollectionTarget> Targets { get; init; }

    /// <summary>How far back history is read that was not asked for before; 30 days at most.</summary>
    public TimeSpan BackFill { get; init; } = TimeSpan.FromDays(30);
}

/// <summary>Points of one machine, and what is missing of it.</summary>
public sealed record CollectedSamples
{
    /// <summary>The machine's identity in the project.</summary>
    public required string MachineId { get; init; }

    /// <summary>Points by counter and instance.</summary>
    public required IReadOnlyList<MetricSeries> Series { get; init; }

    /// <summary>
    /// Until when the source was asked, be there points or not; null where it refused or does not tell.
    /// </summary>
    public DateTimeOffset? AskedUntil { get; init; }

    /// <summary>From when on it was asked, this time and before; null as for <see cref="AskedUntil"/>.</summary>
    public DateTimeOffset? AskedFrom { get; init; }

    /// <summary>What could not be had, and why; such as counters that the statistics level does not keep.</summary>
    public IReadOnlyList<MigrateProblem> Problems { get; init; } = [];
}

/// <summary>A user name and password, held no longer than the source is open.</summary>
/// <param name="UserName">The user's name.</param>
/// <param name="Password">The password; in no log, error, store or report.</param>
public sealed record SourceCredential(string UserName, System.Security.SecureString Password)
{
    /// <summary>The user's name alone.</summary>
    public override string ToString() => UserName;
}
