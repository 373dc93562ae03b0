using AzMigrate.Inventory;

namespace AzMigrate.Discovery;

/// <summary>
/// How a live source is reached: a record of each kind of source derives from it. It holds no secret, and two that say
/// the same are stored as the same.
/// </summary>
public abstract record SourceConnection
{
    /// <summary>What kind of source it is.</summary>
    public abstract SourceKind Kind { get; }

    /// <summary>The server's name or address as people are shown it.</summary>
    public abstract string Address { get; }

    /// <summary>False when the source can be opened without a user name and a password.</summary>
    public virtual bool NeedsCredential => true;

    /// <summary>Refuses settings that cannot be right, before any of them is stored. Nothing is contacted.</summary>
    /// <exception cref="MigrateException">
    /// Names what is wrong; no message repeats a text that may hold a secret.
    /// </exception>
    public abstract void Check();

    /// <summary>
    /// Opens the source. Nothing is sent before it is first asked something; the caller closes it.
    /// </summary>
    /// <param name="opening">With what it is opened.</param>
    /// <exception cref="MigrateException">As of <see cref="Check"/>.</exception>
    public abstract IDiscoverySource Open(SourceOpening opening);
}

/// <summary>With what a source is opened.</summary>
public sealed record SourceOpening
{
    /// <summary>Who logs in; null when there is none, which not every kind of source takes.</summary>
    public SourceCredential? Credential { get; init; }

    /// <summary>
    /// Folder where the source may keep what it has to remember between two visits, such as the keys of hosts; null for
    /// nowhere.
    /// </summary>
    public string? Folder { get; init; }

    /// <summary>Told of what is weak, such as a SHA-1 thumbprint; null for nobody.</summary>
    public Action<MigrateProblem>? Warn { get; init; }

    /// <summary>Told of each question to a server, from any thread and at any time; null for nobody.</summary>
    public Action<RemoteCall>? OnCall { get; init; }
}
