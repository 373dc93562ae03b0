using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Azure;
using Azure.Storage.Blobs.Specialized;
using Azure.Storage.Sas;

namespace AzMigrate.Peers.Azure;

/// <summary>Managed disks: imported from page blobs, or uploaded by an address that may only be written to.</summary>
internal sealed class ArmDisks(ArmEstate estate)
{
    private const string Uploads = "uploads";
    private const int FooterBytes = 512;
    private readonly Dictionary<string, byte[]> _contents = new(StringComparer.OrdinalIgnoreCase);

    public byte[]? ContentOf(string id) => _contents.GetValueOrDefault(id);

    public ArmAnswer Answer(ArmRequest request) => (request.Method, request.Action) switch
    {
        ("PUT", "") => Put(request),
        ("DELETE", "") => Delete(request),
        ("POST", "beginGetAccess") => Begin(request),
        ("POST", "endGetAccess") => End(request),
        _ => estate.Read(request),
    };

    private ArmAnswer Put(ArmRequest request)
    {
        var creation = request.Body!.Value.GetProperty("properties").GetProperty("creationData");
        if (estate.Resources.TryGetValue(request.Id, out var before))
        {
            return JsonNode.DeepEquals(before["properties"]!["creationData"], JsonNode.Parse(creation.GetRawText()))
                ? new ArmAnswer(200, before.DeepClone())
                : ArmAnswer.Error(409, "PropertyChangeNotAllowed", "Changing property 'creationData' is not allowed.");
        }
        if (request.Location != ArmEstate.Location)
            return ArmAnswer.Error(400, "InvalidParameter", "The blob's account is in another region.");
        if (request.BodyNode["zones"] is not null
            && request.BodyNode["sku"]!["name"]!.ToString().EndsWith("_ZRS", StringComparison.Ordinal))
            return ArmAnswer.Error(400, "InvalidParameter", "A zone-redundant disk takes no zone.");
        return creation.GetProperty("createOption").GetString() switch
        {
            "Import" => Import(request, creation.GetProperty("sourceUri").GetString()!,
                creation.TryGetProperty("storageAccountId", out var account) ? account.GetString() : null),
            "Upload" => Upload(request, creation.GetProperty("uploadSizeBytes").GetInt64()),
            var other => ArmAnswer.Error(400, "InvalidParameter", $"createOption {other} is not of this stand-in."),
        };
    }

    // The content is that of the blob when the work is done, which is when the real one has copied it.
    private ArmAnswer Import(ArmRequest request, string source, string? account)
    {
        if (!string.Equals(account, estate.StorageAccountId, StringComparison.OrdinalIgnoreCase))
            return ArmAnswer.Error(
                400, "InvalidParameter", $"storageAccountId '{account}' is not the account of the blob.");
        if (source.Contains("sig=", StringComparison.Ordinal))
            return ArmAnswer.Error(400, "InvalidParameter", "sourceUri has a signature.");
        var stored = estate.Store(request, "Creating");
        return new ArmAnswer(202, stored.DeepClone())
        {
            Work = () =>
            {
                var path = new Uri(source).AbsolutePath[(estate.BlobEndpoint.AbsolutePath.Length + 1)..].Split('/', 2);
                _contents[request.Id] = Vhd(
                    estate.Blobs.GetBlobContainerClient(path[0]).GetPageBlobClient(Uri.UnescapeDataString(path[1])));
                stored["properties"]!["diskState"] = "Unattached";
                stored["properties"]!["provisioningState"] = "Succeeded";
                return null;
            },
        };
    }

    private ArmAnswer Upload(ArmRequest request, long bytes)
    {
        if (bytes < 20_972_032 || (bytes - FooterBytes) % (1 << 20) != 0)
            return ArmAnswer.Error(
                400, "InvalidParameter", $"uploadSizeBytes {bytes} is not 20 MiB or more of whole MiB, and 512.");
        var stored = estate.Store(request, "Creating");
        return new ArmAnswer(202, stored.DeepClone())
        {
            Work = () =>
            {
                var container = estate.Blobs.GetBlobContainerClient(Uploads);
                container.CreateIfNotExists();
                BlobOf(request.Id).Create(bytes);
                stored["properties"]!["diskState"] = "ReadyToUpload";
                stored["properties"]!["provisioningState"] = "Succeeded";
                return null;
            },
        };
    }

    private ArmAnswer Begin(ArmRequest request)
    {
        if (!estate.Resources.TryGetValue(request.Id, out var disk))
            return ArmEstate.NotFound(request);
        var body = request.Body!.Value;
        var state = disk["properties"]!["diskState"]!.ToString();
        if (body.GetProperty("access").GetString() != "Write" || state is not ("ReadyToUpload" or "ActiveUpload"))
            return ArmAnswer.Error(409, "OperationNotAllowed", $"Access is not allowed while the disk is {state}.");
        var lasts = TimeSpan.FromSeconds(body.GetProperty("durationInSeconds").GetInt32());
        disk["properties"]!["diskState"] = "ActiveUpload";
        return new ArmAnswer(202)
        {
            Work = () => new JsonObject
            {
                ["accessSAS"] = BlobOf(request.Id)
                    .GenerateSasUri(BlobSasPermissions.Write, DateTimeOffset.UtcNow + lasts).AbsoluteUri,
            },
        };
    }

    private ArmAnswer End(ArmRequest request)
    {
        if (!estate.Resources.TryGetValue(request.Id, out var disk))
            return ArmEstate.NotFound(request);
        if (disk["properties"]!["diskState"]!.ToString() != "ActiveUpload")
            return new ArmAnswer(200);
        return new ArmAnswer(202)
        {
            Work = () =>
            {
                _contents[request.Id] = Vhd(BlobOf(request.Id));
                disk["properties"]!["diskState"] = "Unattached";
                return null;
            },
        };
    }

    private ArmAnswer Delete(ArmRequest request)
    {
        if (!estate.Resources.TryGetValue(request.Id, out var disk))
            return new ArmAnswer(204);
        if (disk["managedBy"] is not null || disk["properties"]!["diskState"]?.ToString() == "ActiveUpload")
            return ArmAnswer.Error(409, "OperationNotAllowed", $"Disk {request.Name} is in use.");
        return new ArmAnswer(202)
        {
            Work = () =>
            {
                estate.Resources.Remove(request.Id);
                _contents.Remove(request.Id);
                return null;
            },
        };
    }

    private PageBlobClient BlobOf(string id) =>
        estate.Blobs.GetBlobContainerClient(Uploads)
        .GetPageBlobClient(Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(id.ToLowerInvariant())));

    private static byte[] Vhd(PageBlobClient blob)
    {
        using var stream = new MemoryStream();
        try
        {
            blob.DownloadTo(stream);
        }
        catch (RequestFailedException error)
        {
            throw new ArmWorkFailedException("BlobNotFound", $"The blob {blob.Uri} cannot be read: {error.ErrorCode}.");
        }
        var bytes = stream.ToArray();
        var footer = bytes.AsSpan(bytes.Length - FooterBytes);
        if (!footer.StartsWith("conectix"u8))
            throw new ArmWorkFailedException("InvalidVhd", "Disk is expected to have cookie value 'conectix'.");
        if (BinaryPrimitives.ReadInt64BigEndian(footer[48..]) != bytes.Length - FooterBytes
            || (bytes.Length - FooterBytes) % (1 << 20) != 0)
            throw new ArmWorkFailedException(
                "InvalidVhd", "The specified cookie value in VHD footer indicates a disk of another size.");
        return bytes[..^FooterBytes];
    }
}
