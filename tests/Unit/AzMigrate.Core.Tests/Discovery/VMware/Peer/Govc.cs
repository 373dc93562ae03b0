using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AzMigrate.Tests.Discovery.VMware.Peer;

/// <summary>govc against a simulated vCenter.</summary>
/// <param name="address">Which of its doors.</param>
internal sealed class Govc(Uri address)
{
    private static readonly Regex ObjectLine = new("^    Obj: .* Value:\"(.*)\"}");
    private static readonly Regex DeviceLine = new(@"^ {20}&types\.(\w+)\{$");
    private static readonly Regex KeyLine = new(@"^ +Key: +(\d+),$");

    /// <summary>
    /// Properties of all objects of a type below the root folder: by object id, the properties that are set.
    /// </summary>
    /// <param name="type">The managed type, such as <c>VirtualMachine</c>.</param>
    /// <param name="properties">Property paths.</param>
    public IReadOnlyDictionary<string, GovcObject> Collect(string type, params string[] properties)
    {
        var output = Run(["object.collect", "-json", "-type", type, "/", .. properties]);
        var found = new Dictionary<string, GovcObject>(StringComparer.Ordinal);
        foreach (var item in Documents(output))
        {
            var self = item.GetProperty("Obj");
            var set = item.GetProperty("ChangeSet").EnumerateArray()
                .Where(change => change.GetProperty("Val").ValueKind != JsonValueKind.Null)
                .ToDictionary(change => change.GetProperty("Name").GetString()!, change => change.GetProperty("Val"));
            found.Add(self.GetProperty("Value").GetString()!,
                new GovcObject(self.GetProperty("Type").GetString()!, set));
        }
        return found;
    }

    /// <summary>
    /// The types of all machines' devices, by machine and key: its JSON leaves the types out, its dump does not.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<int, string>> DeviceTypes()
    {
        var machines = new Dictionary<string, IReadOnlyDictionary<int, string>>(StringComparer.Ordinal);
        Dictionary<int, string>? devices = null;
        string? type = null;
        using var output = new StreamReader(
            new MemoryStream(Run(["object.collect", "-dump", "-type", "m", "/", "config.hardware.device"])));
        while (output.ReadLine() is { } line)
        {
            if (ObjectLine.Match(line) is { Success: true } machine)
                machines.Add(machine.Groups[1].Value, devices = []);
            else if (DeviceLine.Match(line) is { Success: true } device)
                type = device.Groups[1].Value;
            else if (type is not null && KeyLine.Match(line) is { Success: true } key)
            {
                devices!.Add(int.Parse(key.Groups[1].Value, CultureInfo.InvariantCulture), type);
                type = null;
            }
        }
        return machines;
    }

    /// <summary>Names of custom attributes by their keys.</summary>
    public IReadOnlyDictionary<int, string> AttributeNames()
    {
        using var document = JsonDocument.Parse(
            Run(["object.collect", "-json", "CustomFieldsManager:CustomFieldsManager", "field"]));
        return document.RootElement[0].GetProperty("Val").GetProperty("CustomFieldDef").EnumerateArray().ToDictionary(
            field => field.GetProperty("Key").GetInt32(), field => field.GetProperty("Name").GetString()!);
    }

    /// <summary>Tags with their categories, by the machine that they are attached to.</summary>
    public ILookup<string, (string Category, string Name)> Tags()
    {
        using var tags = JsonDocument.Parse(Run(["tags.ls", "-json"]));
        var attached = new List<(string Machine, string Category, string Name)>();
        foreach (var tag in tags.RootElement.ValueKind == JsonValueKind.Array ? tags.RootElement.EnumerateArray()
            : default)
        {
            using var objects = JsonDocument.Parse(
                Run(["tags.attached.ls", "-json", tag.GetProperty("id").GetString()!]));
            attached.AddRange(objects.RootElement.EnumerateArray().Select(item => (
                item.GetString()!.Replace("VirtualMachine:", "", StringComparison.Ordinal),
                tag.GetProperty("category_id").GetString()!, tag.GetProperty("name").GetString()!)));
        }
        return attached.ToLookup(tag => tag.Machine, tag => (tag.Category, tag.Name));
    }

    /// <summary>What govc prints.</summary>
    /// <param name="arguments">Its arguments.</param>
    public byte[] Run(params string[] arguments) => GovcProgram.Run(address, arguments);

    // One document after the other, without a list around them.
    private static List<JsonElement> Documents(byte[] output)
    {
        var found = new List<JsonElement>();
        var reader = new Utf8JsonReader(output, new JsonReaderOptions { AllowMultipleValues = true });
        while (reader.Read())
        {
            using var document = JsonDocument.ParseValue(ref reader);
            found.Add(document.RootElement.Clone());
        }
        return found;
    }
}

/// <summary>An object's properties as govc prints them.</summary>
/// <param name="Type">The managed type.</param>
/// <param name="Properties">The properties that are set.</param>
internal sealed record GovcObject(string Type, IReadOnlyDictionary<string, JsonElement> Properties)
{
    public JsonElement? this[string property] => Properties.TryGetValue(property, out var value) ? value : null;

    /// <summary>A text; null where it is unset or empty.</summary>
    public string? Text(string property) => this[property]?.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>The id of the object that the property refers to.</summary>
    public string? Reference(string property) => this[property]?.GetProperty("Value").GetString();

    /// <summary>The items of an array property.</summary>
    /// <param name="property">The property.</param>
    /// <param name="item">The name of the items' type.</param>
    public IReadOnlyList<JsonElement> Items(string property, string item) =>
        this[property]?.GetProperty(item) is { ValueKind: JsonValueKind.Array } items
        ? [.. items.EnumerateArray()] : [];
}
