using System.Text.Json.Nodes;

namespace AzMigrate.Peers.Azure;

/// <summary>Work that takes a while: it is done at one of the next questions for its state.</summary>
internal sealed class ArmWork(int polls, Func<JsonNode?> work)
{
    private int _pollsLeft = polls;
    private ArmWorkFailedException? _failure;

    public bool HasEnded { get; private set; }

    public JsonNode? Result { get; private set; }

    public void Go()
    {
        if (HasEnded || _pollsLeft-- > 0)
            return;
        HasEnded = true;
        try
        {
            Result = work();
        }
        catch (ArmWorkFailedException failure)
        {
            _failure = failure;
        }
    }

    public JsonObject Status()
    {
        if (!HasEnded)
            return new JsonObject { ["status"] = "InProgress" };
        return _failure is null ? new JsonObject { ["status"] = "Succeeded" } : new JsonObject
        {
            ["status"] = "Failed",
            ["error"] = new JsonObject { ["code"] = _failure.Code, ["message"] = _failure.Message },
        };
    }
}
