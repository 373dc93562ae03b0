using System.Runtime.CompilerServices;
using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Discovery.VMware.Machines;

/// <summary>All virtual machines of a server: places first, then the machines page by page.</summary>
internal sealed class MachineDiscovery
{
    private const string Activity = "Discovering virtual machines";
    private const int ProgressEvery = 100;
    private readonly IVimClient _client;

    public MachineDiscovery(IVimClient client) => _client = client;

    public async IAsyncEnumerable<DiscoveredItem> RunAsync(
        DiscoveryRequest request, IProgress<MigrateProgress>? progress, [EnumeratorCancellation] CancellationToken cancellation)
    {
        progress?.Report(new MigrateProgress(Activity, "Connecting", 0, null));
        var server = await _client.ServiceContentAsync(cancellation).ConfigureAwait(false);
        progress?.Report(new MigrateProgress(Activity, "Reading hosts, folders and networks", 0, null));
        var texts = new TextPool();
        var places = await Places.ReadAsync(_client, server.RootFolder, texts, cancellation).ConfigureAwait(false);
        var reader = new MachineReader(request, places, texts);
        var done = 0;
        var found = _client.RetrieveViewAsync(
            server.RootFolder, [MachineProperties.For(server, request.IncludeNotes)], cancellation);
        await foreach (var item in found.ConfigureAwait(false))
        {
            foreach (var discovered in reader.Read(item))
                yield return discovered;
            if (++done % ProgressEvery == 0)
                progress?.Report(new MigrateProgress(Activity, "Reading virtual machines", done, null));
        }
        progress?.Report(new MigrateProgress(Activity, "Done", done, done));
    }
}
