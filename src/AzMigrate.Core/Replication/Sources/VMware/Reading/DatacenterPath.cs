using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Replication.Sources.VMware.Reading;

/// <summary>
/// Where a datastore's datacenter is in the inventory: a datastore's name is unique in its datacenter only.
/// </summary>
internal static class DatacenterPath
{
    private const int MostParents = 64;

    /// <summary>The path, such as <c>Europe/DC1</c>; null where there is none.</summary>
    public static async Task<string?> ReadAsync(IVimClient client, MoRef datastore, CancellationToken cancellation)
    {
        var server = await client.ServiceContentAsync(cancellation).ConfigureAwait(false);
        string? path = null;
        var at = datastore;
        for (var i = 0; i < MostParents && at != server.RootFolder; i++)
        {
            string? name = null;
            MoRef? parent = null;
            var properties = new VimPropertySet(at.Type, ["name", "parent"]);
            await foreach (var found in client.RetrieveObjectsAsync([at], [properties], cancellation)
                .ConfigureAwait(false))
                (name, parent) = (found.Text("name"), found["parent"]?.Reference);
            if (at.Type == "Datacenter")
                path = name;
            else if (path is not null)
                path = name + "/" + path;
            if (parent is null)
                break;
            at = parent.Value;
        }
        return path;
    }
}
