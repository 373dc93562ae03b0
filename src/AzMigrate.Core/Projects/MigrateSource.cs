using AzMigrate.Discovery;
using AzMigrate.Inventory;

namespace AzMigrate.Projects;

/// <summary>What the project's user says of a live source. It holds no secret.</summary>
public record SourceSettings
{
    /// <summary>
    /// Name; unique in the project whatever its case. It is the first part of its machines' ids, so it has no slash.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>How it is reached; its type is that of the source's kind.</summary>
    public required SourceConnection Connection { get; init; }

    /// <summary>
    /// Where the user name and password are found at use (see <see cref="Discovery.Credentials.CredentialReference"/>);
    /// null when they are given each session.
    /// </summary>
    public string? CredentialReference { get; init; }

    /// <summary>What kind of source it is.</summary>
    public SourceKind Kind => Connection.Kind;

    /// <summary>
    /// The server's name or address; of a source of several servers the first and how many more there are.
    /// </summary>
    public string Server => Connection.Address;
}

/// <summary>A live source as a project holds it.</summary>
public sealed record MigrateSource : SourceSettings
{
    /// <summary>The project that holds it.</summary>
    public required MigrateProject Project { get; init; }

    /// <summary>When it was added, in UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When a discovery of it ended last, in UTC; null for never.</summary>
    public DateTimeOffset? LastDiscovery { get; init; }

    /// <summary>When a collection of its machines' performance ended last, in UTC; null for never.</summary>
    public DateTimeOffset? LastCollection { get; init; }

    /// <summary>
    /// By which the server itself is known again, such as a vCenter's instance UUID; null until discovered.
    /// </summary>
    public string? ServerId { get; init; }

    /// <summary>The name, by which remoting hands the source over.</summary>
    public override string ToString() => Name;
}

/// <summary>What saving a source did.</summary>
public enum SourceChange
{
    /// <summary>It was not there and has been added.</summary>
    Created,

    /// <summary>It was there and has been changed.</summary>
    Updated,

    /// <summary>It was there just so.</summary>
    Unchanged,
}

/// <summary>A saved source, and what saving it did.</summary>
/// <param name="Source">The source as it is now.</param>
/// <param name="Change">What was done.</param>
public sealed record SourceSaveResult(MigrateSource Source, SourceChange Change);
