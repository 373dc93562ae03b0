using System.Text.Json.Nodes;
using Azure.Storage;
using Azure.Storage.Blobs;

namespace AzMigrate.Peers.Azure;

/// <summary>A subscription with its resources, and the rules by which the real one takes requests.</summary>
public sealed class ArmEstate
{
    public const string Subscription = "11111111-2222-3333-4444-555555555555";
    public const string Location = "westeurope";
    public const string Group = "rg-crm";
    private static readonly string Root = $"/subscriptions/{Subscription}/resourceGroups/{Group}/providers";
    private readonly ArmDisks _disks;
    private readonly ArmMachines _machines;
    private readonly ArmNetwork _network;

    public ArmEstate(Uri blobEndpoint, string accountKey)
    {
        BlobEndpoint = blobEndpoint;
        var account = blobEndpoint.AbsolutePath.Trim('/');
        Blobs = new BlobServiceClient(blobEndpoint, new StorageSharedKeyCredential(account, accountKey));
        StorageAccountId = $"{Root}/Microsoft.Storage/storageAccounts/{account}";
        Resources[StorageAccountId] = new JsonObject
        {
            ["id"] = StorageAccountId, ["name"] = account, ["type"] = "Microsoft.Storage/storageAccounts",
            ["location"] = Location,
            ["kind"] = "StorageV2",
            ["properties"] = new JsonObject { ["primaryEndpoints"] =
            new JsonObject { ["blob"] = blobEndpoint.AbsoluteUri + "/" } },
        };
        _disks = new ArmDisks(this);
        _machines = new ArmMachines(this);
        _network = new ArmNetwork(this);
    }

    public Uri BlobEndpoint { get; }

    public string StorageAccountId { get; }

    public string SubnetId => $"{Root}/Microsoft.Network/virtualNetworks/vnet/subnets/default";

    /// <summary>Resources by their ids; ids are not case-sensitive.</summary>
    public Dictionary<string, JsonObject> Resources { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>vCPUs of each family and of all that the subscription may have.</summary>
    public Dictionary<string, (int Used, int Limit)> Quotas { get; } = new()
    {
        ["cores"] = (4, 100), ["standardDSv5Family"] = (0, 16), ["standardDDSv5Family"] = (0, 16),
        ["standardDASv6Family"] = (0, 10),
    };

    /// <summary>How many of the next machines the region has no room for: their work ends badly.</summary>
    public int MachinesWithoutRoom { get; set; }

    /// <summary>Sizes as the subscription has them.</summary>
    public List<JsonObject> Sizes { get; } = ArmSizes.All();

    internal BlobServiceClient Blobs { get; }

    /// <summary>What a disk holds, without a VHD's footer; null while it holds nothing.</summary>
    public byte[]? ContentOf(string disk) => _disks.ContentOf($"{Root}/Microsoft.Compute/disks/{disk}");

    /// <summary>A resource of the group; null when it is not there.</summary>
    public JsonObject? Find(string type, string name) => Resources.GetValueOrDefault($"{Root}/{type}/{name}");

    /// <summary>Takes a machine's power away, as somebody in the portal would.</summary>
    public void Deallocate(string machine) =>
        _machines.Deallocate($"{Root}/Microsoft.Compute/virtualMachines/{machine}");

    /// <summary>Puts a resource of somebody else there.</summary>
    public void AddForeign(string type, string name) => Resources[$"{Root}/{type}/{name}"] = new JsonObject
    {
        ["id"] = $"{Root}/{type}/{name}", ["name"] = name, ["location"] = Location,
        ["properties"] = new JsonObject { ["provisioningState"] = "Succeeded" },
    };

    /// <summary>Names of all resources of one kind.</summary>
    public IEnumerable<string> Names(string type) =>
        Resources.Values.Where(its => its["id"]!.ToString().Contains($"/{type}/", StringComparison.OrdinalIgnoreCase))
        .Select(its => its["name"]!.ToString());

    internal ArmAnswer Answer(ArmRequest request)
    {
        if (Resources.Comparer.Equals(request.Path, $"/subscriptions/{Subscription}/resourceGroups/{Group}"))
            return new ArmAnswer(
                200, new JsonObject { ["id"] = request.Path, ["name"] = Group, ["location"] = Location });
        if (!request.Path.StartsWith($"/subscriptions/{Subscription}/", StringComparison.OrdinalIgnoreCase))
            return ArmAnswer.Error(404, "SubscriptionNotFound", "The subscription could not be found.");
        if (request.Path.EndsWith("/usages", StringComparison.Ordinal))
            return new ArmAnswer(200, Usages());
        if (request.Path.EndsWith("/Microsoft.Compute/skus", StringComparison.Ordinal))
            return new ArmAnswer(
                200, new JsonObject { ["value"] = new JsonArray([.. Sizes.Select(size => size.DeepClone())]) });
        if (Resources.Comparer.Equals(request.Path, $"{Root}/Microsoft.Storage/storageAccounts"))
            return new ArmAnswer(
                200, new JsonObject { ["value"] = new JsonArray([.. Accounts().Select(its => its.DeepClone())]) });
        if (!request.Id.StartsWith(Root, StringComparison.OrdinalIgnoreCase))
            return ArmAnswer.Error(404, "ResourceGroupNotFound", "The resource group could not be found.");
        if (!BodyTypes.Knows(request.Type, request.ApiVersion))
            return ArmAnswer.Error(
                400, "NoRegisteredProviderFound", $"{request.Type} has no version {request.ApiVersion}.");
        if (request.Method == "PUT"
            && BodyTypes.FaultsOf(request.Type, request.ApiVersion, request.Body!.Value) is { Count: > 0 } faults)
            return ArmAnswer.Error(400, "InvalidRequestContent", string.Join("; ", faults));
        return request.Type.ToLowerInvariant() switch
        {
            "microsoft.compute/disks" => _disks.Answer(request),
            "microsoft.compute/virtualmachines" => _machines.Answer(request),
            "microsoft.network/networkinterfaces" or "microsoft.network/virtualnetworks" => _network.Answer(request),
            _ => Read(request),
        };
    }

    internal ArmAnswer Read(ArmRequest request) => Resources.TryGetValue(request.Id, out var resource)
        ? new ArmAnswer(200, resource.DeepClone()) : NotFound(request);

    internal static ArmAnswer NotFound(ArmRequest request) =>
        ArmAnswer.Error(404, "ResourceNotFound", $"The resource '{request.Type}/{request.Name}' was not found.");

    /// <summary>A resource as it is kept: the body with what the service adds.</summary>
    internal JsonObject Store(ArmRequest request, string state)
    {
        var resource = request.BodyNode;
        resource["id"] = request.Id;
        resource["name"] = request.Name;
        resource["type"] = request.Type;
        resource["properties"]!["provisioningState"] = state;
        Resources[request.Id] = resource;
        return resource;
    }

    private IEnumerable<JsonObject> Accounts() =>
        Resources.Values.Where(its => its["type"]?.ToString() == "Microsoft.Storage/storageAccounts");

    private JsonObject Usages() => new()
    {
        ["value"] = new JsonArray([.. Quotas.Select(quota => new JsonObject
        {
            ["unit"] = "Count", ["currentValue"] = quota.Value.Used, ["limit"] = quota.Value.Limit,
            ["name"] = new JsonObject { ["value"] = quota.Key, ["localizedValue"] = quota.Key },
        })]),
    };
}
