using System.Text.Json;
using System.Text.Json.Serialization;
using AzMigrate.Discovery;
using AzMigrate.Discovery.HyperV;
using AzMigrate.Discovery.Linux;
using AzMigrate.Discovery.VMware;
using AzMigrate.Discovery.Windows;

namespace AzMigrate.Projects;

/// <summary>
/// The JSON form of connections in the store. A kind of source is known here by its record and its number.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(LinuxConnection))]
[JsonSerializable(typeof(VMwareConnection))]
[JsonSerializable(typeof(WindowsConnection))]
[JsonSerializable(typeof(HyperVConnection))]
internal sealed partial class SourceJson : JsonSerializerContext
{
    public static byte[] Write(SourceConnection connection) =>
        JsonSerializer.SerializeToUtf8Bytes(connection, connection.GetType(), Default);

    /// <summary>The connection of a kind; null when this build does not know the kind.</summary>
    public static SourceConnection? Read(Inventory.SourceKind kind, byte[] json) => kind switch
    {
        Inventory.SourceKind.Linux => JsonSerializer.Deserialize(json, Default.LinuxConnection),
        Inventory.SourceKind.VMware => JsonSerializer.Deserialize(json, Default.VMwareConnection),
        Inventory.SourceKind.Windows => JsonSerializer.Deserialize(json, Default.WindowsConnection),
        Inventory.SourceKind.HyperV => JsonSerializer.Deserialize(json, Default.HyperVConnection),
        _ => null,
    };
}
