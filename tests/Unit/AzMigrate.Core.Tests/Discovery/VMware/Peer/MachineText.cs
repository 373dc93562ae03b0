using System.Text.Encodings.Web;
using System.Text.Json;
using AzMigrate.Inventory;

namespace AzMigrate.Tests.Discovery.VMware.Peer;

/// <summary>Every property of a machine, a line each: what differs is found at a glance.</summary>
internal static class MachineText
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Of(Machine machine) => JsonSerializer.Serialize(machine, Indented);
}
