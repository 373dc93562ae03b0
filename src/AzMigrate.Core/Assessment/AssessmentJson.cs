using System.Text.Json;
using System.Text.Json.Serialization;

namespace AzMigrate.Assessment;

/// <summary>The JSON form of assessments: the same assessment gives the same bytes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(AssessedMachine))]
[JsonSerializable(typeof(AssessmentHeader))]
[JsonSerializable(typeof(AssessmentSettings))]
internal sealed partial class AssessmentJson : JsonSerializerContext
{
    /// <summary>UTF-8 JSON of an assessed machine.</summary>
    public static byte[] Write(AssessedMachine machine) =>
        JsonSerializer.SerializeToUtf8Bytes(machine, Default.AssessedMachine);

    /// <summary>UTF-8 JSON of an assessment's head.</summary>
    public static byte[] Write(AssessmentHeader header) =>
        JsonSerializer.SerializeToUtf8Bytes(header, Default.AssessmentHeader);

    /// <summary>UTF-8 JSON of settings.</summary>
    public static byte[] Write(AssessmentSettings settings) =>
        JsonSerializer.SerializeToUtf8Bytes(settings, Default.AssessmentSettings);

    /// <summary>The assessed machine in UTF-8 JSON that <see cref="Write(AssessedMachine)"/> made.</summary>
    public static AssessedMachine ReadMachine(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, Default.AssessedMachine)
            ?? throw new JsonException("An assessed machine's JSON is null.");

    /// <summary>The head in UTF-8 JSON that <see cref="Write(AssessmentHeader)"/> made.</summary>
    public static AssessmentHeader ReadHeader(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, Default.AssessmentHeader)
            ?? throw new JsonException("An assessment's JSON is null.");
}
