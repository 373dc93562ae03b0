using System.Text.Json.Nodes;

namespace AzMigrate.Peers.Azure;

/// <summary>What a request is answered.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">The body; null for none.</param>
public sealed record ArmAnswer(int Status, JsonNode? Body = null)
{
    /// <summary>Work that goes on behind the answer: what it does at its end, and what it answers then.</summary>
    public Func<JsonNode?>? Work { get; init; }

    public static ArmAnswer Error(int status, string code, string message) =>
        new(status, new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } });
}

/// <summary>Work that ends badly.</summary>
public sealed class ArmWorkFailedException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}
