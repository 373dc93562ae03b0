using System.Runtime.CompilerServices;
using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Discovery.VMware.Machines;

/// <summary>
/// Virtual machines of a server: places first, then their list, then the machines page by page, with their tags.
/// </summary>
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
        var wanted = nativeIds?.Select(id => new MoRef(MachineProperties.Type, id)).ToList()
            ?? await ListAsync(server, cancellation).ConfigureAwait(false);
        var found = _client.RetrieveObjectsAsync(
            wanted, [MachineProperties.For(server, request.IncludeNotes)], cancellation);
        var batch = new List<DiscoveredItem>();
        var done = 0;
        await foreach (var item in found.ConfigureAwait(false))
        {
            batch.AddRange(reader.Read(item));
            if (++done % Batch != 0)
                continue;
            foreach (var each in await WithTagsAsync(batch).ConfigureAwait(false))
                yield return each;
            batch = [];
            progress?.Report(new MigrateProgress(Activity, "Reading virtual machines", done, wanted.Count));
        }
        foreach (var each in await WithTagsAsync(batch).ConfigureAwait(false))
            yield return each;
        progress?.Report(new MigrateProgress(Activity, "Done", done, done));

        async Task<List<DiscoveredItem>> WithTagsAsync(List<DiscoveredItem> items) =>
            tags is null || items.Count == 0 ? items : await tags.AddAsync(items, cancellation).ConfigureAwait(false);
    }

    // The list first, then what it names: the number is known, and what breaks costs a page and not the whole.
    private async Task<List<MoRef>> ListAsync(VimServiceContent server, CancellationToken cancellation)
    {
        var machines = new List<MoRef>();
        var found = _client.RetrieveViewAsync(server.RootFolder, [MachineProperties.None], cancellation);
        await foreach (var item in found.ConfigureAwait(false))
            machines.Add(item.Reference);
        return machines;
    }
}
