using System.Text.Json;
using System.Text.Json.Serialization;

namespace AzMigrate.Inventory;

/// <summary>
/// The JSON form of machines: the same machine gives the same bytes. It is what the store holds and what
/// hashes are taken of.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(Machine))]
internal sealed partial class InventoryJson : JsonSerializerContext
{
    /// <summary>UTF-8 JSON of a machine.</summary>
    public static byte[] Write(Machine machine) =>
        JsonSerializer.SerializeToUtf8Bytes(machine, Default.Machine);

    /// <summary>False when the JSON that <see cref="Write"/> made has neither notes nor custom attributes.</summary>
    public static bool HasNotes(ReadOnlySpan<byte> json) =>
        json.IndexOf("\"notes\":"u8) >= 0 || json.IndexOf("\"customAttributes\":"u8) >= 0;

    /// <summary>The machine in UTF-8 JSON that <see cref="Write"/> made.</summary>
    public static Machine ReadMachine(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, Default.Machine)
            ?? throw new JsonException("A machine's JSON is null.");
}
