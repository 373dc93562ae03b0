using AzMigrate.Azure;
using AzMigrate.Discovery;
using AzMigrate.Projects;

namespace AzMigrate.Replication;

/// <summary>What a run of replications is given from outside: who logs in, how much at once, who is told.</summary>
public sealed record ReplicationAccess
{
    /// <summary>
    /// The user name and password of a source; it may be asked from any thread. Null where none has one.
    /// </summary>
    public Func<MigrateSource, SourceCredential?>? CredentialOf { get; init; }

    /// <summary>How it signs in to Azure; asked for when Azure is needed first.</summary>
    public AzureSignIn SignIn { get; init; } = new();

    /// <summary>How many disks are copied at once.</summary>
    public ReplicationLimits Limits { get; init; } = new();

    /// <summary>How fast may be sent, all disks together, and when; null for no limit.</summary>
    public BandwidthSchedule? Bandwidth { get; init; }

    /// <summary>Told of what is weak, such as a SHA-1 thumbprint; null for nobody.</summary>
    public Action<MigrateProblem>? Warn { get; init; }

    /// <summary>Told of each question to a server, from any thread and at any time; null for nobody.</summary>
    public Action<RemoteCall>? OnCall { get; init; }

    /// <summary>Told of each request to Azure, from any thread and at any time; null for nobody.</summary>
    public Action<AzureCall>? OnAzureCall { get; init; }

    /// <summary>Signs in; in tests to a stand-in.</summary>
    internal Func<ReplicationAccess, CancellationToken, Task<AzureConnection>> OpenAzure { get; init; } =
        (access, cancellation) =>
        AzureConnection.OpenAsync(
            access.SignIn, new AzureConnectionOptions { OnCall = access.OnAzureCall }, cancellation);
}
