using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AzMigrate.Peers.Azure;

/// <summary>Virtual machines of disks and interfaces that are there; each has a power state.</summary>
internal sealed class ArmMachines(ArmEstate estate)
{
    private readonly Dictionary<string, string> _power = new(StringComparer.OrdinalIgnoreCase);

    public ArmAnswer Answer(ArmRequest request) => (request.Method, request.Action) switch
    {
        ("PUT", "") => Put(request),
        ("DELETE", "") => Delete(request),
        ("GET", "instanceView") => View(request),
        ("POST", "start") => Start(request),
        _ => estate.Read(request),
    };

    /// <summary>Takes a machine's power away, as somebody in the portal would.</summary>
    public void Deallocate(string id) => _power[id] = "deallocated";

    private ArmAnswer Put(ArmRequest request)
    {
        var properties = request.Body!.Value.GetProperty("properties");
        var size = properties.GetProperty("hardwareProfile").GetProperty("vmSize").GetString()!;
        if (estate.Sizes.Find(its => its["name"]!.ToString() == size) is not { } sku)
            return ArmAnswer.Error(400, "InvalidParameter", $"The size {size} is not valid.");
        if (sku["restrictions"]!.AsArray().Any(its => its!["type"]!.ToString() == "Location"))
            return ArmAnswer.Error(409, "SkuNotAvailable", $"The requested VM size {size} is currently not available.");
        if (properties.TryGetProperty("osProfile", out _))
            return ArmAnswer.Error(
                400, "InvalidParameter", "Parameter 'osProfile' is not allowed with an attached disk.");
        var isNew = !estate.Resources.ContainsKey(request.Id);
        if (isNew && Charge(sku) is ArmAnswer exceeded)
            return exceeded;
        var storage = properties.GetProperty("storageProfile");
        var disks = new List<JsonObject>();
        foreach (var attached in new[] { storage.GetProperty("osDisk") }.Concat(
            storage.TryGetProperty("dataDisks", out var data) ? data.EnumerateArray() : []))
        {
            if (attached.GetProperty("createOption").GetString() != "Attach")
                return ArmAnswer.Error(400, "InvalidParameter", "createOption has to be Attach.");
            var id = attached.GetProperty("managedDisk").GetProperty("id").GetString()!;
            if (!estate.Resources.TryGetValue(id, out var disk))
                return ArmAnswer.Error(404, "NotFound", $"Disk {id} is not found.");
            if (disk["properties"]!["diskState"]?.ToString() != "Unattached"
                && disk["managedBy"]?.ToString() != request.Id)
                return ArmAnswer.Error(409, "ConflictingUserInput", $"Disk {id} cannot be attached.");
            var isOfAllZones = disk["sku"]!["name"]!.ToString().EndsWith("_ZRS", StringComparison.Ordinal);
            if (!isOfAllZones && !JsonNode.DeepEquals(disk["zones"], request.BodyNode["zones"]))
                return ArmAnswer.Error(400, "BadRequest", $"Disk {id} and the machine are in different zones.");
            disks.Add(disk);
        }
        if (FaultOfSecurity(properties, disks[0]) is ArmAnswer insecure)
            return insecure;
        if (FaultOfController(sku, storage, disks[0]) is ArmAnswer unfit)
            return unfit;
        var nicId = properties.GetProperty("networkProfile").GetProperty("networkInterfaces")[0].GetProperty("id")
            .GetString()!;
        if (!estate.Resources.TryGetValue(nicId, out var nic))
            return ArmAnswer.Error(404, "NotFound", $"Network interface {nicId} is not found.");
        if (nic["properties"]!["virtualMachine"] is JsonNode other && other["id"]!.ToString() != request.Id)
            return ArmAnswer.Error(400, "NicInUse", "The interface is another machine's.");
        var stored = estate.Store(request, "Creating");
        return new ArmAnswer(isNew ? 201 : 200, stored.DeepClone())
        {
            Work = () =>
            {
                if (estate.MachinesWithoutRoom-- > 0)
                {
                    stored["properties"]!["provisioningState"] = "Failed";
                    throw new ArmWorkFailedException(
                        "AllocationFailed", "Allocation failed. We do not have sufficient capacity in this region.");
                }
                foreach (var disk in disks)
                {
                    disk["managedBy"] = request.Id;
                    disk["properties"]!["diskState"] = "Attached";
                }
                nic["properties"]!["virtualMachine"] = new JsonObject { ["id"] = request.Id };
                stored["properties"]!["provisioningState"] = "Succeeded";
                _power[request.Id] = "running";
                return null;
            },
        };
    }

    // What is not said is SCSI, of the machine as of the disk.
    private static ArmAnswer? FaultOfController(JsonObject sku, JsonElement storage, JsonObject disk)
    {
        var size = sku["name"]!.ToString();
        var offered = sku["capabilities"]!.AsArray()
            .First(its => its!["name"]!.ToString() == "DiskControllerTypes")!["value"]!.ToString();
        var wanted = storage.TryGetProperty("diskControllerType", out var type) ? type.GetString()! : "SCSI";
        var its = disk["properties"]!["supportedCapabilities"]?["diskControllerTypes"]?.ToString() ?? "SCSI";
        return offered.Contains(wanted, StringComparison.Ordinal) && its.Contains(wanted, StringComparison.Ordinal)
            ? null : ArmAnswer.Error(400, "InvalidParameter", $"The VM size '{size}' cannot boot with OS image or disk. "
                + "Please check that disk controller types supported by the OS image or disk is one of the supported.");
    }

    private ArmAnswer? Charge(JsonObject sku)
    {
        var vCpus = int.Parse(
            sku["capabilities"]!.AsArray().First(its => its!["name"]!.ToString() == "vCPUs")!["value"]!.ToString(),
            CultureInfo.InvariantCulture);
        foreach (var quota in new[] { "cores", sku["family"]!.ToString() })
        {
            if (!estate.Quotas.TryGetValue(quota, out var limit) || limit.Used + vCpus > limit.Limit)
                return ArmAnswer.Error(409, "OperationNotAllowed",
                    $"Operation could not be completed as it results in exceeding approved {quota} quota.");
        }
        foreach (var quota in new[] { "cores", sku["family"]!.ToString() })
            estate.Quotas[quota] = (estate.Quotas[quota].Used + vCpus, estate.Quotas[quota].Limit);
        return null;
    }

    private static ArmAnswer? FaultOfSecurity(JsonElement properties, JsonObject disk)
    {
        var machine = properties.TryGetProperty("securityProfile", out var profile)
            && profile.TryGetProperty("securityType", out var type)
            ? type.GetString() : null;
        var its = disk["properties"]!["securityProfile"]?["securityType"]?.ToString();
        if (machine == its && (machine is null || disk["properties"]!["hyperVGeneration"]?.ToString() == "V2"))
            return null;
        return ArmAnswer.Error(
            400, "BadRequest", $"The machine's security type is '{machine}', the disk's '{its}', its generation "
            + disk["properties"]!["hyperVGeneration"]);
    }

    private ArmAnswer View(ArmRequest request)
    {
        if (!estate.Resources.ContainsKey(request.Id))
            return ArmEstate.NotFound(request);
        var power = _power.GetValueOrDefault(request.Id, "starting");
        return new ArmAnswer(200, new JsonObject
        {
            ["vmAgent"] = new JsonObject { ["statuses"] = new JsonArray(
                new JsonObject { ["code"] = "ProvisioningState/succeeded", ["displayStatus"] = "Ready" }) },
            ["statuses"] = new JsonArray(
                new JsonObject { ["code"] = "ProvisioningState/succeeded",
                    ["displayStatus"] = "Provisioning succeeded" },
                new JsonObject { ["code"] = "PowerState/" + power, ["displayStatus"] = "VM " + power }),
        });
    }

    private ArmAnswer Start(ArmRequest request)
    {
        if (!estate.Resources.ContainsKey(request.Id))
            return ArmEstate.NotFound(request);
        return new ArmAnswer(202)
        {
            Work = () =>
            {
                _power[request.Id] = "running";
                return null;
            },
        };
    }

    private ArmAnswer Delete(ArmRequest request)
    {
        if (!estate.Resources.ContainsKey(request.Id))
            return new ArmAnswer(204);
        return new ArmAnswer(202)
        {
            Work = () =>
            {
                estate.Resources.Remove(request.Id);
                _power.Remove(request.Id);
                foreach (var resource in estate.Resources.Values)
                {
                    if (resource["managedBy"]?.ToString() == request.Id)
                    {
                        resource.Remove("managedBy");
                        resource["properties"]!["diskState"] = "Unattached";
                    }
                    if (resource["properties"]?["virtualMachine"]?["id"]?.ToString() == request.Id)
                        resource["properties"]!.AsObject().Remove("virtualMachine");
                }
                return null;
            },
        };
    }
}
