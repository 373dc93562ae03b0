using AzMigrate.Inventory;

namespace AzMigrate.Discovery.Hosts;

/// <summary>What a visit found: the machine, and by what it is told from others.</summary>
/// <param name="Host">The host that was visited.</param>
/// <param name="Machine">The machine; its id is given later.</param>
/// <param name="MachineId">Its own id, the same whatever it is called; null where it has none.</param>
/// <param name="BootId">What only the running system has; null where it is not to be seen.</param>
/// <param name="Problems">What of it could not be had.</param>
internal sealed record VisitedMachine(
    HostAddress Host, Machine Machine, string? MachineId, string? BootId, IReadOnlyList<MigrateProblem> Problems);
