using System.Diagnostics;
using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Discovery.VMware.Machines;

/// <summary>Which machines changed since they were asked about before.</summary>
internal sealed class MachineUpdates
{
    private readonly IVimClient _client;
    private readonly TimeSpan _readAllEvery;
    private readonly Stopwatch _sinceAll = new();
    private IVimUpdates? _updates;

    /// <param name="client">The client.</param>
    /// <param name="readAllEvery">
    /// After how long all are to be read again: what no machine's own property tells, such as a new name of a host or
    /// another tag, comes with that only.
    /// </param>
    public MachineUpdates(IVimClient client, TimeSpan readAllEvery)
    {
        _client = client;
        _readAllEvery = readAllEvery;
    }

    /// <summary>The changes; null when all are to be read.</summary>
    public async Task<SourceUpdates?> NextAsync(CancellationToken cancellation)
    {
        var server = await _client.ServiceContentAsync(cancellation).ConfigureAwait(false);
        _updates ??= _client.Follow(server.RootFolder, MachineProperties.Signals);
        var changes = await _updates.NextAsync(cancellation).ConfigureAwait(false);
        if (changes is null || _sinceAll.Elapsed >= _readAllEvery)
        {
            _sinceAll.Restart();
            return null;
        }
        return new SourceUpdates(Ids(changes.Changed), Ids(changes.Gone));
    }

    private static List<string> Ids(IReadOnlyList<MoRef> machines) => machines.Select(machine => machine.Id).ToList();
}
