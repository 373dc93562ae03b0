namespace AzMigrate.Discovery.VMware.Client;

/// <summary>A property that the server did not give.</summary>
/// <param name="Path">The property.</param>
/// <param name="FaultType">Why, such as <c>NoPermission</c>.</param>
/// <param name="Privilege">The privilege that is missing, where the server tells.</param>
internal sealed record VimMissing(string Path, string FaultType, string? Privilege);

/// <summary>An object with the properties that were asked.</summary>
internal sealed class VimObject
{
    private readonly Dictionary<string, VimValue> _properties;
    private List<VimMissing>? _missing;

    public VimObject(MoRef reference, VimValue content)
    {
        Reference = reference;
        _properties = new(content.Fields.Count, StringComparer.Ordinal);
        foreach (var field in content.Fields)
        {
            if (field.Name == "propSet" && field.Value.TextOf("name") is string name
                && field.Value["val"] is VimValue value)
                _properties[name] = value;
            else if (field.Name == "missingSet")
                AddMissing(field.Value);
        }
    }

    public MoRef Reference { get; }

    /// <summary>What the server did not give.</summary>
    public IReadOnlyList<VimMissing> Missing => _missing ?? [];

    /// <summary>A property; null where it is unset or missing.</summary>
    public VimValue? this[string path] => _properties.TryGetValue(path, out var value) ? value : null;

    /// <summary>Text of a property; null where it is absent or empty.</summary>
    public string? Text(string path) => this[path]?.Text is { Length: > 0 } text ? text : null;

    private void AddMissing(VimValue set)
    {
        // A LocalizedMethodFault, whose own 'fault' has the type.
        var fault = set["fault"]?["fault"] ?? set["fault"];
        _missing ??= [];
        _missing.Add(new VimMissing(set.TextOf("path") ?? "", fault?.Type ?? "", fault?.TextOf("privilegeId")));
    }
}
