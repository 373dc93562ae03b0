using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Discovery.VMware.Machines;

/// <summary>
/// Values of custom attributes by the attributes' names, which are defined once for the whole server.
/// </summary>
internal sealed class CustomAttributes
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    private CustomAttributes()
    {
    }

    /// <summary>Reads the names; an ESXi host has none.</summary>
    public static async Task<CustomAttributes> ReadAsync(
        IVimClient client, VimServiceContent server, TextPool texts, CancellationToken cancellation)
    {
        var attributes = new CustomAttributes();
        if (server.Root.ReferenceOf("customFieldsManager") is not MoRef manager)
            return attributes;
        var found = client.RetrieveObjectsAsync(
            [manager], [new VimPropertySet("CustomFieldsManager", ["field"])], cancellation);
        await foreach (var item in found.ConfigureAwait(false))
        {
            foreach (var field in item["field"]?.Items ?? [])
            {
                if (field.TextOf("key") is string key && texts.Keep(field.TextOf("name")) is string name)
                    attributes._names[key] = name;
            }
        }
        return attributes;
    }

    /// <summary>
    /// A machine's values; null when it has none. An attribute that was removed meanwhile goes by its key.
    /// </summary>
    public SortedDictionary<string, string>? Of(VimObject machine)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var value in machine["customValue"]?.Items ?? [])
        {
            if (value.TextOf("key") is string key && value.TextOf("value") is string text)
                values[_names.TryGetValue(key, out var name) ? name : key] = text;
        }
        return values.Count > 0 ? values : null;
    }
}
