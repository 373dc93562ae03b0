using System.Text.Json;
using System.Text.Json.Serialization;

namespace AzMigrate.Projects;

/// <summary>The JSON form of what is stored of a replication as a whole.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ReplicationSettings))]
[JsonSerializable(typeof(ReplicationLaunch))]
[JsonSerializable(typeof(MigrateProblem))]
[JsonSerializable(typeof(IReadOnlyList<MigrateProblem>))]
internal sealed partial class ReplicationJson : JsonSerializerContext
{
    public static byte[] Write(ReplicationSettings settings) =>
        JsonSerializer.SerializeToUtf8Bytes(settings, Default.ReplicationSettings);

    public static byte[]? Write(ReplicationLaunch? launch) =>
        launch is null ? null : JsonSerializer.SerializeToUtf8Bytes(launch, Default.ReplicationLaunch);

    public static byte[]? Write(MigrateProblem? problem) =>
        problem is null ? null : JsonSerializer.SerializeToUtf8Bytes(problem, Default.MigrateProblem);

    public static byte[]? Write(IReadOnlyList<MigrateProblem>? findings) =>
        findings is null ? null : JsonSerializer.SerializeToUtf8Bytes(findings, Default.IReadOnlyListMigrateProblem);

    public static IReadOnlyList<MigrateProblem> ReadFindings(byte[] json) =>
        JsonSerializer.Deserialize(json, Default.IReadOnlyListMigrateProblem)!;

    public static ReplicationSettings ReadSettings(byte[] json) =>
        JsonSerializer.Deserialize(json, Default.ReplicationSettings)!;

    public static ReplicationLaunch ReadLaunch(byte[] json) =>
        JsonSerializer.Deserialize(json, Default.ReplicationLaunch)!;

    public static MigrateProblem ReadProblem(byte[] json) => JsonSerializer.Deserialize(json, Default.MigrateProblem)!;
}
