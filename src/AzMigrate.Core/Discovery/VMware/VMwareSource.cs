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
        Open(new VimClient(connection, credential, warn), Trust(connection));

    internal static IDiscoverySource Open(IVimClient client, string? trust = null) => new OpenSource(client, trust);

    private static string? Trust(VMwareConnection connection) =>
        ServerAddress.Parse(connection.Server).Scheme != Uri.UriSchemeHttps ? null
        : connection.CertificateThumbprint is null ? "This computer trusts the server's certificate."
        : "The server shows the certificate of the given thumbprint.";

    private sealed class OpenSource : IDiscoverySource
    {
        private readonly IVimClient _client;
        private readonly string? _trust;
        private readonly VMwarePerformance _performance;

        public OpenSource(IVimClient client, string? trust) =>
            (_client, _trust, _performance) = (client, trust, new VMwarePerformance(client));

        public Task<IReadOnlyList<SourceCheck>> TestAsync(CancellationToken cancellationToken) =>
            new SourceChecks(_client, _trust).RunAsync(cancellationToken);

        public IAsyncEnumerable<DiscoveredItem> DiscoverAsync(
            DiscoveryRequest request, IProgress<MigrateProgress>? progress, CancellationToken cancellationToken) =>
            new MachineDiscovery(_client).RunAsync(request, progress, cancellationToken);

        public IAsyncEnumerable<CollectedSamples> CollectAsync(
            CollectionRequest request, IProgress<MigrateProgress>? progress, CancellationToken cancellationToken) =>
            _performance.CollectAsync(request, progress, cancellationToken);

        public ValueTask DisposeAsync() => _client.DisposeAsync();
    }
}
