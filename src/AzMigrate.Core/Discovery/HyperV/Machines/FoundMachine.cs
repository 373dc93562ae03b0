using AzMigrate.Inventory;

namespace AzMigrate.Discovery.HyperV.Machines;

/// <summary>A VM as one host has it, or why it could not be read; and what of it could not be had.</summary>
/// <param name="VmId">Its id, the same on every host.</param>
/// <param name="Machine">The machine; null when there is a problem instead.</param>
/// <param name="Problems">What is to be said.</param>
internal sealed record FoundMachine(string VmId, Machine? Machine, IReadOnlyList<MigrateProblem> Problems)
{
    /// <summary>
    /// How likely this host's word is the one that counts; 0 is best. While a VM moves, and where it has a replica, two
    /// hosts have it: the one that runs it counts.
    /// </summary>
    public int Rank => Machine switch
    {
        null => 20,
        { IsPlaceholder: true } => 10,
        { PowerState: PowerState.On } => 0,
        { PowerState: PowerState.Suspended } => 1,
        { PowerState: PowerState.Off } => 2,
        _ => 3,
    };

    /// <summary>The machine and its problems.</summary>
    public IEnumerable<DiscoveredItem> Items()
    {
        if (Machine is not null)
            yield return new DiscoveredItem { NativeId = VmId, Machine = Machine };
        foreach (var problem in Problems)
            yield return new DiscoveredItem { NativeId = VmId, Problem = problem };
    }
}
