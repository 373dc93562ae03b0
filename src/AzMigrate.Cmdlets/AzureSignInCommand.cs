using System.Management.Automation;
using System.Security;
using AzMigrate.Azure;
using AzMigrate.Discovery;
using AzMigrate.Inventory;
using AzMigrate.Projects;
using AzMigrate.Replication;

namespace AzMigrate.Cmdlets;

/// <summary>A cmdlet that works with the sources of machines and with Azure.</summary>
public abstract class AzureSignInCommand : LiveSourceCommand
{
    /// <summary>
    /// How to sign in to Azure: Auto (the environment's variables, a managed identity, a device code at a prompt),
    /// ManagedIdentity, Environment, DeviceCode or Token. The session remembers it.
    /// </summary>
    [Parameter]
    public AzureSignInWay SignIn { get; set; }

    /// <summary>
    /// Access tokens for -SignIn Token, as (Get-AzAccessToken -AsSecureString).Token gives them: one for Azure Resource
    /// Manager, and for page blobs one with -ResourceUrl https://storage.azure.com. They are kept in memory only.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public SecureString[] AccessToken { get; set; } = [];

    /// <summary>Tenant for -SignIn DeviceCode: a GUID or a domain.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TenantId { get; set; }

    /// <summary>Client id of a user-assigned managed identity for -SignIn ManagedIdentity.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ClientId { get; set; }

    /// <summary>
    /// What replications are given from this session. Credentials are looked up now, on the pipeline's thread; one that
    /// cannot be found is an error where its source is opened.
    /// </summary>
    private protected ReplicationAccess Access(IEnumerable<MigrateSource> sources, BandwidthSchedule? bandwidth = null)
    {
        var credentials = new Dictionary<string, Func<SourceCredential?>>(StringComparer.OrdinalIgnoreCase);
        foreach (var source in sources.Where(source => source.Kind is SourceKind.VMware or SourceKind.Linux))
        {
            try
            {
                var credential = CredentialOf(source);
                credentials[source.Name] = () => credential;
            }
            catch (MigrateException failure)
            {
                credentials[source.Name] = () => throw failure;
            }
        }

        return new ReplicationAccess
        {
            CredentialOf = source => credentials.TryGetValue(source.Name, out var find) ? find() : null,
            SignIn = SignInOfSession(),
            Bandwidth = bandwidth,
            Warn = WriteProblem,
            OnCall = call => TryWriteVerbose(FormattableString.Invariant(
                $"{call.Name} took {call.Duration.TotalSeconds:F3} s.")),
            OnAzureCall = call => TryWriteVerbose(FormattableString.Invariant(
                $"Azure: {call.Name} answered {call.Status} in {call.Duration.TotalSeconds:F3} s.")),
        };
    }

    /// <summary>As of what is known of the replications' machines.</summary>
    private protected ReplicationAccess AccessFor(
        IReadOnlyCollection<MigrateReplication> replications, BandwidthSchedule? bandwidth = null) => Access(
            replications.SelectMany(each => SourcesOf(each.Project, each.MachineId)).GroupBy(source => source.Name)
                .Select(same => same.First()),
            bandwidth);

    /// <summary>The live source of a record of a machine; none when it was imported.</summary>
    private protected static IEnumerable<MigrateSource> SourcesOf(MigrateProject project, string machineId)
    {
        var record = project.Machines.Get(new MachineQuery { Id = [machineId], AllRecords = true }).FirstOrDefault();
        if (record is not null && project.Sources.Find(record.Source) is { } source)
            yield return source;
    }

    /// <summary>The bandwidth that was asked for; null for no limit.</summary>
    private protected static BandwidthSchedule? Schedule(double? megabytesPerSecond, string[] windows) =>
        megabytesPerSecond is null && windows.Length == 0 ? null : BandwidthSchedule.Parse(megabytesPerSecond, windows);

    /// <summary>Image files relative to the session's location; addresses as they are.</summary>
    private protected IReadOnlyList<string> ResolveDisks(string[] disks) =>
        [.. disks.Select(disk => disk.StartsWith("nbd", StringComparison.OrdinalIgnoreCase) && disk.Contains("://")
            ? disk : ResolveOutputPath(disk))];

    private AzureSignIn SignInOfSession()
    {
        var isGiven = MyInvocation.BoundParameters.ContainsKey(nameof(SignIn)) || AccessToken.Length > 0
            || TenantId is not null || ClientId is not null;
        if (isGiven)
        {
            Session.Current.SignIn = new AzureSignIn
            {
                Way = AccessToken.Length > 0 ? AzureSignInWay.Token : SignIn,
                Tokens = AccessToken,
                TenantId = TenantId,
                ClientId = ClientId,
            };
        }

        // Whoever is at the prompt now is shown the code.
        return (Session.Current.SignIn ??= new AzureSignIn()) with { Prompt = HasPrompt() ? WriteWarning : null };
    }
}
