using System.Text.Json;
using System.Text.Json.Nodes;

namespace AzMigrate.Peers.Azure;

/// <summary>A request to Resource Manager, taken apart.</summary>
public sealed record ArmRequest
{
    public required string Method { get; init; }

    /// <summary>The path as it came: the resource's id, with an action behind it for POST.</summary>
    public required string Path { get; init; }

    public required string ApiVersion { get; init; }

    public required string Filter { get; init; }

    public JsonElement? Body { get; init; }

    /// <summary>Kind, such as <c>Microsoft.Compute/disks</c>; empty for what is of no provider.</summary>
    public string Type { get; init; } = "";

    /// <summary>Id of the resource, without an action.</summary>
    public string Id { get; init; } = "";

    public string Name => Id[(Id.LastIndexOf('/') + 1)..];

    /// <summary>What a POST asks for, or a GET of a part.</summary>
    public string Action { get; init; } = "";

    public string Location => Body?.GetProperty("location").GetString() ?? "";

    public JsonObject BodyNode => JsonNode.Parse(Body!.Value.GetRawText())!.AsObject();

    /// <summary>
    /// Takes the path of one resource apart: <c>/subscriptions/s/resourceGroups/g/providers/P/t/n[/action]</c>.
    /// </summary>
    public ArmRequest Resolved()
    {
        var parts = Path.Trim('/').Split('/');
        if (parts.Length < 8 || !parts[4].Equals("providers", StringComparison.OrdinalIgnoreCase))
            return this with { Id = Path };
        return this with
        {
            Type = $"{parts[5]}/{parts[6]}",
            Id = "/" + string.Join('/', parts.Take(8)),
            Action = string.Join('/', parts.Skip(8)),
        };
    }
}
