using AzMigrate.Discovery.Cim;
using AzMigrate.Inventory;

namespace AzMigrate.Discovery.HyperV.Machines;

/// <summary>Reads the states of a VM.</summary>
internal static class VmStates
{
    private const long ModeReplica = 2;
    private const long ModeTestReplica = 3;

    private static readonly string[] Modes = ["None", "Primary", "Replica", "Test replica", "Extended replica"];

    private static readonly string[] States =
    [
        "Disabled", "Ready for initial replication", "Waiting for initial replication", "Replicating",
        "Synced replication complete", "Recovered", "Committed", "Suspended", "Critical",
        "Waiting to start resynchronization", "Resynchronizing", "Resynchronization suspended", "Failover in progress",
        "Failback in progress", "Failback complete", "Waiting for update completion", "Update error",
    ];

    /// <summary>The power state.</summary>
    public static PowerState Power(CimRow system) => system.GetInt64("EnabledState") switch
    {
        // On, and on the way there or from there: shutting down, starting, resuming, stopping.
        2 or 4 or 10 or 32770 or 32774 or 32777 => PowerState.On,
        3 => PowerState.Off,
        // Saved, paused, and on the way there.
        6 or 9 or 32768 or 32769 or 32773 or 32776 => PowerState.Suspended,
        _ => PowerState.Unknown,
    };

    /// <summary>True for the copy that Hyper-V Replica keeps of a VM that is elsewhere.</summary>
    public static bool IsReplica(CimRow system) => system.GetInt64("ReplicationMode") is ModeReplica or ModeTestReplica;

    /// <summary>State of Hyper-V's own replication, such as <c>Primary: Replicating</c>; null for none.</summary>
    public static string? Replication(CimRow system)
    {
        if (system.GetInt64("ReplicationMode") is not { } mode || mode <= 0)
            return null;
        return system.GetInt64("ReplicationState") is { } state
            ? $"{Word(Modes, mode)}: {Word(States, state)}" : Word(Modes, mode);
    }

    private static string Word(string[] words, long number) => number >= 0 && number < words.Length
        ? words[number] : number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
