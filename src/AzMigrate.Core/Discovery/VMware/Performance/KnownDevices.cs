using System.Collections.Concurrent;
using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Discovery.VMware.Performance;

/// <summary>
/// The devices of machines, kept while a machine's configuration is the same: they are most of what a round of a
/// continuous collection would read. For several threads.
/// </summary>
internal sealed class KnownDevices(IVimClient client)
{
    private const string Version = "config.changeVersion";
    private const string Devices = "config.hardware.device";

    private readonly ConcurrentDictionary<string, (string Version, MachineDevices Devices)> _known =
        new(StringComparer.Ordinal);

    /// <summary>The devices of machines by native id; machines that are gone or tell none are left out.</summary>
    public async Task<Dictionary<string, MachineDevices>> OfAsync(
        IEnumerable<string> nativeIds, CancellationToken cancellationToken)
    {
        var wanted = new HashSet<string>(nativeIds, StringComparer.Ordinal);
        var found = new Dictionary<string, MachineDevices>(StringComparer.Ordinal);
        var known = wanted.Where(_known.ContainsKey).ToList();
        await foreach (var machine in RetrieveAsync(known, [Version], cancellationToken).ConfigureAwait(false))
        {
            var id = machine.Reference.Id;
            if (_known.TryGetValue(id, out var before) && before.Version == machine.Text(Version))
                found[id] = before.Devices;
        }

        var unknown = wanted.Where(id => !found.ContainsKey(id)).ToList();
        await foreach (var machine in RetrieveAsync(unknown, [Version, Devices], cancellationToken)
            .ConfigureAwait(false))
        {
            if (machine[Devices] is not { } list)
                continue;
            var devices = found[machine.Reference.Id] = new MachineDevices(list);
            if (machine.Text(Version) is { } version)
                _known[machine.Reference.Id] = (version, devices);
        }

        return found;
    }

    private IAsyncEnumerable<VimObject> RetrieveAsync(
        List<string> nativeIds, string[] paths, CancellationToken cancellationToken) => client.RetrieveObjectsAsync(
            nativeIds.ConvertAll(id => new MoRef("VirtualMachine", id)), [new VimPropertySet("VirtualMachine", paths)],
            cancellationToken);
}
