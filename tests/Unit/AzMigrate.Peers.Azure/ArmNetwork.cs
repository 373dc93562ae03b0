using System.Text.Json.Nodes;

namespace AzMigrate.Peers.Azure;

/// <summary>One network with a subnet, and interfaces in it.</summary>
internal sealed class ArmNetwork
{
    private readonly ArmEstate _estate;
    private int _addresses = 3;

    public ArmNetwork(ArmEstate estate)
    {
        _estate = estate;
        var network = estate.SubnetId[..estate.SubnetId.IndexOf("/subnets/", StringComparison.Ordinal)];
        estate.Resources[network] = new JsonObject
        {
            ["id"] = network, ["name"] = "vnet", ["type"] = "Microsoft.Network/virtualNetworks",
            ["location"] = ArmEstate.Location,
            ["properties"] = new JsonObject
            {
                ["provisioningState"] = "Succeeded",
                ["subnets"] = new JsonArray(new JsonObject { ["id"] = estate.SubnetId, ["name"] = "default" }),
            },
        };
    }

    public ArmAnswer Answer(ArmRequest request) => request.Method switch
    {
        "PUT" => Put(request),
        "DELETE" => Delete(request),
        _ => _estate.Read(request),
    };

    private ArmAnswer Put(ArmRequest request)
    {
        var isNew = !_estate.Resources.TryGetValue(request.Id, out var before);
        foreach (var configuration in request.Body!.Value.GetProperty("properties").GetProperty("ipConfigurations")
            .EnumerateArray())
        {
            var subnet = configuration.GetProperty("properties").GetProperty("subnet").GetProperty("id").GetString();
            if (!string.Equals(subnet, _estate.SubnetId, StringComparison.OrdinalIgnoreCase))
                return ArmAnswer.Error(400, "InvalidResourceReference", $"The subnet '{subnet}' was not found.");
        }
        if (request.Location != ArmEstate.Location)
            return ArmAnswer.Error(400, "InvalidResourceReference", "The subnet is in another region.");
        var address = before?["properties"]?["ipConfigurations"]?[0]?["properties"]?["privateIPAddress"]?.ToString()
            ?? $"10.0.0.{++_addresses}";
        var machine = before?["properties"]?["virtualMachine"]?.DeepClone();
        var stored = _estate.Store(request, "Updating");
        stored["properties"]!["ipConfigurations"]![0]!["properties"]!["privateIPAddress"] = address;
        if (machine is not null)
            stored["properties"]!["virtualMachine"] = machine;
        return new ArmAnswer(isNew ? 201 : 200, stored.DeepClone())
        {
            Work = () =>
            {
                stored["properties"]!["provisioningState"] = "Succeeded";
                return null;
            },
        };
    }

    private ArmAnswer Delete(ArmRequest request)
    {
        if (!_estate.Resources.TryGetValue(request.Id, out var its))
            return new ArmAnswer(204);
        if (its["properties"]!["virtualMachine"] is not null)
            return ArmAnswer.Error(400, "NicInUse", $"Network interface {request.Name} is used by a virtual machine.");
        return new ArmAnswer(202)
        {
            Work = () =>
            {
                _estate.Resources.Remove(request.Id);
                return null;
            },
        };
    }
}
