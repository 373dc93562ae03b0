using AzMigrate.Discovery.VMware.Client;
using AzMigrate.Discovery.VMware.Machines;
using AzMigrate.Discovery.VMware.Performance;

namespace AzMigrate.Discovery.VMware;

/// <summary>A vCenter Server or ESXi host as a source.</summary>
public static class VMwareSource
{
    /// <summary>Opens the source; nothing is sent before it is used. Disposing it logs out.</summary>
    /// <param name="connection">How the server is reached.</param>
    /// <param name="credential">Who logs in.</param>
    /// <param name="warn">Told of what is no error, such as a thumbprint that is SHA-1; may be null.</param>
    /// <param name="onCall">Told of each call to the server, from any thread; may be null.</param>
    /// <exception cref="MigrateException"><c>Source.AddressInvalid</c> or <c>Source.ThumbprintInvalid</c>.</exception>
    public static IDiscoverySource Open(
        VMwareConnection connection, SourceCredential credential, Action<MigrateProblem>? warn = null,
        Action<RemoteCall>? onCall = null) =>
        Open(new VimClient(connection, credential, warn, onCall: onCall), Trust(connection));

    internal static IDiscoverySource Open(IVimClient client, string? trust = null) => new OpenSource(client, trust);

    private static string? Trust(VMwareConnection connection) =>
        ServerAddress.Parse(connection.Server).Scheme != Uri.UriSchemeHttps ? null
        : connection.CertificateThumbprint is null ? "This computer trusts the server's certificate."
        : "The server shows the certificate of the given thumbprint.";

    private sealed class OpenSource : IDiscoverySource, IIdentifiedSource, IUpdatingSource
    {
        private readonly IVimClient _client;
        private readonly string? _trust;
        private readonly VMwarePerformance _performance;
        private readonly MachineDiscovery _machines;
        private readonly MachineUpdates _updates;

        public OpenSource(IVimClient client, string? trust)
        {
            _client = client;
            _trust = trust;
            _performance = new VMwarePerformance(client);
            _machines = new MachineDiscovery(client);
            _updates = new MachineUpdates(client, readAllEvery: TimeSpan.FromDays(1));
        }

        public Task<IReadOnlyList<SourceCheck>> TestAsync(CancellationToken cancellationToken) =>
            new SourceChecks(_client, _trust).RunAsync(cancellationToken);

        public Task<string?> GetServerIdAsync(CancellationToken cancellationToken) =>
            ServerIdentity.ReadAsync(_client, cancellationToken);

        public IAsyncEnumerable<DiscoveredItem> DiscoverAsync(
            DiscoveryRequest request, IProgress<MigrateProgress>? progress, CancellationToken cancellationToken) =>
            _machines.RunAsync(request, null, progress, cancellationToken);

        public Task<SourceUpdates?> GetUpdatesAsync(CancellationToken cancellationToken) =>
            _updates.NextAsync(cancellationToken);

        public IAsyncEnumerable<DiscoveredItem> DiscoverAsync(
            DiscoveryRequest request, IReadOnlyList<string> nativeIds, IProgress<MigrateProgress>? progress,
            CancellationToken cancellationToken) => _machines.RunAsync(request, nativeIds, progress, cancellationToken);

        public IAsyncEnumerable<CollectedSamples> CollectAsync(
            CollectionRequest request, IProgress<MigrateProgress>? progress, CancellationToken cancellationToken) =>
            _performance.CollectAsync(request, progress, cancellationToken);

        public ValueTask DisposeAsync() => _client.DisposeAsync();
    }
}
