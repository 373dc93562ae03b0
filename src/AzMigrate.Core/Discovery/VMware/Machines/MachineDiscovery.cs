using System.Runtime.CompilerServices;
using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Discovery.VMware.Machines;

/// <summary>Virtual machines of a server: places first, then the machines page by page, with their tags.</summary>
internal sealed class MachineDiscovery
{
    private const string Activity = "Discovering virtual machines";
    private const int Batch = 250;
    private readonly IVimClient _client;

    public MachineDiscovery(IVimClient client) => _client = client;

    /// <param name="request">What is wanted.</param>
    /// <param name="nativeIds">Which machines; null for all.</param>
    /// <param name="progress">Told while machines come.</param>
    /// <param name="cancellation">Ends it.</param>
    public async IAsyncEnumerable<DiscoveredItem> RunAsync(
        DiscoveryRequest request, IReadOnlyList<string>? nativeIds, IProgress<MigrateProgress>? progress,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        progress?.Report(new MigrateProgress(Activity, "Connecting", 0, nativeIds?.Count));
        var server = await _client.ServiceContentAsync(cancellation).ConfigureAwait(false);
        progress?.Report(new MigrateProgress(Activity, "Reading hosts, folders and networks", 0, nativeIds?.Count));
        var texts = new TextPool();
        var places = await Places.ReadAsync(_client, server.RootFolder, texts, cancellation).ConfigureAwait(false);
        var attributes = request.IncludeNotes
            ? await CustomAttributes.ReadAsync(_client, server, texts, cancellation).ConfigureAwait(false) : null;
        var reader = new MachineReader(request, places, attributes, texts);
        var tags = server.IsVCenter ? new MachineTags(_client.Tags, texts) : null;
        var done = 0;
        await foreach (var batch in BatchesAsync(server, request, nativeIds, cancellation).ConfigureAwait(false))
        {
            var items = batch.SelectMany(reader.Read).ToList();
            if (tags is not null)
                items = await tags.AddAsync(items, cancellation).ConfigureAwait(false);
            foreach (var item in items)
                yield return item;
            done += batch.Count;
            progress?.Report(new MigrateProgress(Activity, "Reading virtual machines", done, nativeIds?.Count));
        }
        progress?.Report(new MigrateProgress(Activity, "Done", done, done));
    }

    private async IAsyncEnumerable<List<VimObject>> BatchesAsync(
        VimServiceContent server, DiscoveryRequest request, IReadOnlyList<string>? nativeIds,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        VimPropertySet[] properties = [MachineProperties.For(server, request.IncludeNotes)];
        var found = nativeIds is null
            ? _client.RetrieveViewAsync(server.RootFolder, properties, cancellation)
            : _client.RetrieveObjectsAsync(
                nativeIds.Select(id => new MoRef(MachineProperties.Type, id)).ToList(), properties, cancellation);
        var batch = new List<VimObject>();
        await foreach (var item in found.ConfigureAwait(false))
        {
            batch.Add(item);
            if (batch.Count < Batch)
                continue;
            yield return batch;
            batch = [];
        }
        if (batch.Count > 0)
            yield return batch;
    }
}
