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
    /// <exception cref="MigrateException"><c>Source.AddressInvalid</c> or <c>Source.ThumbprintInvalid</c>.</exception>
    public static IDiscoverySource Open(
        VMwareConnection connection, SourceCredential credential, Action<MigrateProblem>? warn = null) =>
        Open(new VimClient(connection, credential, warn));

    internal static IDiscoverySource Open(IVimClient client) => new OpenSource(client);

    private sealed class OpenSource : IDiscoverySource
    {
        private readonly IVimClient _client;
        private readonly VMwarePerformance _performance;

        public OpenSource(IVimClient client) => (_client, _performance) = (client, new VMwarePerformance(client));

        public Task<IReadOnlyList<SourceCheck>> TestAsync(CancellationToken cancellationToken) =>
            new SourceChecks(_client).RunAsync(cancellationToken);

        public IAsyncEnumerable<DiscoveredItem> DiscoverAsync(
            DiscoveryRequest request, IProgress<MigrateProgress>? progress, CancellationToken cancellationToken) =>
            new MachineDiscovery(_client).RunAsync(request, progress, cancellationToken);

        public IAsyncEnumerable<CollectedSamples> CollectAsync(
            CollectionRequest request, IProgress<MigrateProgress>? progress, CancellationToken cancellationToken) =>
            _performance.CollectAsync(request, progress, cancellationToken);

        public ValueTask DisposeAsync() => _client.DisposeAsync();
    }
}
