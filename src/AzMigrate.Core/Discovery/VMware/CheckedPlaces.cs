using AzMigrate.Discovery.VMware.Client;
using AzMigrate.Discovery.VMware.Machines;

namespace AzMigrate.Discovery.VMware;

/// <summary>What a user sees of a server: the objects whose permissions are checked, and how many machines.</summary>
internal sealed class CheckedPlaces
{
    private CheckedPlaces(IReadOnlyList<(MoRef Reference, string Name)> all, int machines)
    {
        All = all;
        Machines = machines;
    }

    /// <summary>The root folder first, then the datacenters by name.</summary>
    public IReadOnlyList<(MoRef Reference, string Name)> All { get; }

    /// <summary>Virtual machines below the root, templates among them.</summary>
    public int Machines { get; }

    public static async Task<CheckedPlaces> ReadAsync(
        IVimClient client, VimServiceContent server, CancellationToken cancellation)
    {
        var datacenters = new List<(MoRef Reference, string Name)>();
        var machines = 0;
        var found = client.RetrieveViewAsync(
            server.RootFolder,
            [new VimPropertySet("Datacenter", ["name"]), new VimPropertySet("VirtualMachine", ["name"])], cancellation);
        await foreach (var item in found.ConfigureAwait(false))
        {
            if (item.Reference.Type == "VirtualMachine")
                machines++;
            else
                datacenters.Add((item.Reference,
                    "datacenter " + (InventoryPath.Name(item.Text("name")) ?? item.Reference.Id)));
        }

        datacenters.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return new CheckedPlaces([(server.RootFolder, "the root folder"), .. datacenters], machines);
    }

    public SourceCheck Check() => Machines > 0
        ? new SourceCheck(
            "Inventory", true, FormattableString.Invariant(
                $"The user sees {Machines:N0} virtual machines and templates."), null)
        : new SourceCheck(
            "Inventory", false, "The user sees no virtual machine.",
            "Give the user the Read-only role at the vCenter's root, propagating to all below.");
}
