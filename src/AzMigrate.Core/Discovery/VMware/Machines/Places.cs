using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Discovery.VMware.Machines;

/// <summary>Everything that machines are in or on, with its name and parent; paths are joined here.</summary>
internal sealed class Places
{
    private const int Deepest = 64;

    private static readonly string[] Types =
    [
        "Folder", "Datacenter", "ComputeResource", "ClusterComputeResource", "HostSystem", "ResourcePool", "VirtualApp",
        "Datastore", "Network", "DistributedVirtualPortgroup",
    ];

    private readonly Dictionary<MoRef, (string? Name, MoRef? Parent)> _places = [];
    private readonly Dictionary<string, string?> _portGroups = new(StringComparer.Ordinal);
    private readonly Dictionary<MoRef, string?> _folders = [];
    private readonly Dictionary<MoRef, string?> _pools = [];
    private readonly TextPool _texts;

    private Places(TextPool texts) => _texts = texts;

    /// <summary>What is read of them.</summary>
    public static IReadOnlyList<VimPropertySet> Properties { get; } =
        [.. Types.Select(type => new VimPropertySet(type, ["name", "parent"]))];

    /// <summary>Reads all places in one call.</summary>
    public static async Task<Places> ReadAsync(
        IVimClient client, MoRef root, TextPool texts, CancellationToken cancellation)
    {
        var places = new Places(texts);
        await foreach (var item in client.RetrieveViewAsync(root, Properties, cancellation).ConfigureAwait(false))
        {
            var name = texts.Keep(item.Text("name"));
            places._places[item.Reference] = (name, item["parent"]?.Reference);
            if (item.Reference.Type == "DistributedVirtualPortgroup")
                places._portGroups[item.Reference.Id] = InventoryPath.Name(name);
        }
        return places;
    }

    /// <summary>The object's name.</summary>
    public string? Name(MoRef? place) =>
        place is MoRef known && _places.TryGetValue(known, out var found)
        ? _texts.Keep(InventoryPath.Name(found.Name)) : null;

    /// <summary>Name of a distributed port group by its key.</summary>
    public string? PortGroup(string? key) =>
        key is not null && _portGroups.TryGetValue(key, out var name) ? _texts.Keep(name) : null;

    /// <summary>Name of the cluster that a host is in; null for a host alone.</summary>
    public string? Cluster(MoRef? host) => Ancestor(host, "ClusterComputeResource");

    /// <summary>Name of the datacenter that an object is in.</summary>
    public string? Datacenter(MoRef? place) => Ancestor(place, "Datacenter");

    /// <summary>
    /// Path of a folder below the datacenter's own, joined with slashes; null for the datacenter's own.
    /// </summary>
    public string? Folder(MoRef? folder) => Path(folder, _folders,
        part => part.Type != "Folder" && part.Type != "VirtualApp",
        // The datacenter's own folder is always there and says nothing.
        part => _places.TryGetValue(part, out var found) && found.Parent?.Type == "Datacenter");

    /// <summary>
    /// Path of a resource pool below its cluster's or host's own pool, joined with slashes; that own pool's name for
    /// itself.
    /// </summary>
    public string? ResourcePool(MoRef? pool) => Path(pool, _pools,
        part => part.Type is not ("ResourcePool" or "VirtualApp"),
        part => part != pool && _places.TryGetValue(part, out var found)
            && found.Parent?.Type is "ClusterComputeResource" or "ComputeResource");

    private string? Ancestor(MoRef? place, string type)
    {
        for (var level = 0; place is MoRef at && level < Deepest; level++)
        {
            if (at.Type == type)
                return Name(at);
            place = _places.TryGetValue(at, out var found) ? found.Parent : null;
        }
        return null;
    }

    private string? Path(
        MoRef? place, Dictionary<MoRef, string?> paths, Func<MoRef, bool> isOutside, Func<MoRef, bool> isRoot)
    {
        if (place is not MoRef start)
            return null;
        if (paths.TryGetValue(start, out var known))
            return known;
        var parts = new List<string>();
        for (var level = 0; place is MoRef at && level < Deepest && !isOutside(at) && !isRoot(at); level++)
        {
            if (!_places.TryGetValue(at, out var found))
                break;
            // A slash in a name stays %2f: it is none of the path's.
            if (found.Name is string name)
                parts.Insert(0, name);
            place = found.Parent;
        }
        var path = _texts.Keep(string.Join("/", parts));
        paths[start] = path;
        return path;
    }
}
