using System.Text.Json;
using System.Text.Json.Serialization;
using AzMigrate.Discovery.VMware;

namespace AzMigrate.Projects;

/// <summary>The JSON form of connections in the store.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(VMwareConnection))]
internal sealed partial class SourceJson : JsonSerializerContext
{
    public static byte[] Write(VMwareConnection connection) =>
        JsonSerializer.SerializeToUtf8Bytes(connection, Default.VMwareConnection);

    public static VMwareConnection ReadVMware(byte[] json) =>
        JsonSerializer.Deserialize(json, Default.VMwareConnection)
            ?? throw new JsonException("A source's connection is null.");
}
