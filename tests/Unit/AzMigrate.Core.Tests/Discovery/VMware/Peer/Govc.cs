using System.Diagnostics;
using System.Text.Json;

namespace AzMigrate.Tests.Discovery.VMware.Peer;

/// <summary>govc against a simulated vCenter.</summary>
/// <param name="address">Which of its doors.</param>
internal sealed class Govc(Uri address)
{
    /// <summary>Properties of all objects of a type below the root folder: by object id, the properties that are set.</summary>
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
            found.Add(self.GetProperty("Value").GetString()!, new GovcObject(self.GetProperty("Type").GetString()!, set));
        }
        return found;
    }

    /// <summary>The types of a machine's devices by their keys.</summary>
    /// <param name="datacenter">The datacenter that it is in.</param>
    /// <param name="uuid">The machine's BIOS UUID.</param>
    public IReadOnlyDictionary<int, string> DeviceTypes(string datacenter, string uuid)
    {
        using var document = JsonDocument.Parse(Run(["device.info", "-json", "-dc", datacenter, "-vm.uuid", uuid]));
        return document.RootElement.GetProperty("Devices").EnumerateArray().ToDictionary(
            device => device.GetProperty("Key").GetInt32(), device => device.GetProperty("Type").GetString()!);
    }

    /// <summary>What govc prints.</summary>
    /// <param name="arguments">Its arguments.</param>
    public byte[] Run(string[] arguments)
    {
        var start = new ProcessStartInfo(Peers.Needed(Peers.Govc)) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["GOVC_URL"] = address.AbsoluteUri;
        start.Environment["GOVC_USERNAME"] = Vcsim.User;
        start.Environment["GOVC_PASSWORD"] = Vcsim.Password;
        start.Environment["GOVC_INSECURE"] = "1";
        start.Environment["GOVC_PERSIST_SESSION"] = "false";
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        Assert.True(process.WaitForExit(120_000), "govc does not end.");
        Assert.True(process.ExitCode == 0, string.Join(' ', arguments) + ": " + errors.Result);
        return output.ToArray();
    }

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
        this[property]?.GetProperty(item) is { ValueKind: JsonValueKind.Array } items ? [.. items.EnumerateArray()] : [];
}
