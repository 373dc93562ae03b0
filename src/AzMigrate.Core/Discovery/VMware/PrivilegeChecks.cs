using AzMigrate.Discovery.Http;
using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Discovery.VMware;

/// <summary>Checks which privileges a user holds at the root folder and at each datacenter.</summary>
internal sealed class PrivilegeChecks(IVimClient client, VimServiceContent server, CheckedPlaces places)
{
    // Both are in the Read-only role, and cover inventory, tasks and performance.
    private static readonly string[] ForDiscovery = ["System.View", "System.Read"];

    // What Azure Migrate's agentless replication names too
    // (learn.microsoft.com/azure/migrate/migrate-support-matrix-vmware-migration), with what exports and switching a
    // machine on again need.
    private static readonly string[] ForReplication =
    [
        "Datastore.Browse", "Datastore.FileManagement", "VApp.Export", "VirtualMachine.Config.ChangeTracking",
        "VirtualMachine.Config.DiskLease", "VirtualMachine.Interact.PowerOff", "VirtualMachine.Interact.PowerOn",
        "VirtualMachine.Provisioning.DiskRandomAccess", "VirtualMachine.Provisioning.DiskRandomRead",
        "VirtualMachine.Provisioning.GetVmFiles", "VirtualMachine.State.CreateSnapshot",
        "VirtualMachine.State.RemoveSnapshot",
    ];

    // How a machine's disks can be read, which machines so, and what that needs of the above.
    private static readonly (string Way, string Machines, string[] Needs)[] Readings =
    [
        ("datastore", "machines that are off", ["Datastore.Browse", "Datastore.FileManagement"]),
        ("export", "all machines, whole in each cycle", ["VApp.Export"]),
        ("VDDK", "all machines, with VMware's library", [
            "VirtualMachine.Config.DiskLease", "VirtualMachine.Provisioning.DiskRandomAccess",
            "VirtualMachine.Provisioning.DiskRandomRead", "VirtualMachine.Provisioning.GetVmFiles",
        ]),
    ];

    private readonly HashSet<(string Place, string Privilege)> _held = [];

    public async Task<IReadOnlyList<SourceCheck>> RunAsync(CancellationToken cancellation)
    {
        await AskAsync(cancellation).ConfigureAwait(false);
        return [.. ForDiscovery.Select(Discovery), Replication(), Reading()];
    }

    private async Task AskAsync(CancellationToken cancellation)
    {
        var session = await SessionAsync(cancellation).ConfigureAwait(false);
        var answers = client.CallAsync(server["authorizationManager"], "HasPrivilegeOnEntities", arguments =>
        {
            foreach (var (reference, _) in places.All)
                arguments.Reference("entity", reference);
            arguments.Text("sessionId", session);
            foreach (var privilege in ForDiscovery.Concat(ForReplication))
                arguments.Text("privId", privilege);
        }, cancellation);
        await foreach (var entity in answers.ConfigureAwait(false))
        {
            foreach (var privilege in entity.All("privAvailability").Where(each => each.BoolOf("isGranted") == true))
                _held.Add((entity.ReferenceOf("entity")?.Id ?? "", privilege.TextOf("privId") ?? ""));
        }
    }

    private async Task<string> SessionAsync(CancellationToken cancellation)
    {
        var found = client.RetrieveObjectsAsync(
            [server["sessionManager"]], [new VimPropertySet("SessionManager", ["currentSession"])], cancellation);
        string? key = null;
        await foreach (var item in found.ConfigureAwait(false))
            key = item["currentSession"]?.TextOf("key");
        return key ?? throw ServerErrors.AnswerInvalid("RetrievePropertiesEx", "it does not name the session");
    }

    // Held in a part of the inventory, the discovery works and shows that part.
    private SourceCheck Discovery(string privilege)
    {
        var missing = MissingAt(privilege);
        return missing.Count == 0
            ? new SourceCheck("Privilege " + privilege, true,
                $"Held at {Words(places.All.Select(place => place.Name))}.", null)
            : new SourceCheck(
                "Privilege " + privilege, false, $"Missing at {Words(missing)}; machines there are not found.",
                "Give the user the Read-only role at the vCenter's root, propagating to all below.")
            { IsOptional = missing.Count < places.All.Count };
    }

    private SourceCheck Replication()
    {
        const string Name = "Privileges for replication";
        var missing = ForReplication.Select(privilege => (Privilege: privilege, At: Words(MissingAt(privilege))))
            .Where(privilege => privilege.At.Length > 0)
            .GroupBy(privilege => privilege.At, privilege => privilege.Privilege)
            .Select(same => $"at {same.Key}: {string.Join(", ", same)}").ToList();
        return missing.Count == 0
            ? new SourceCheck(Name, true, "All are held.", null)
            : new SourceCheck(
                Name, false, $"Missing {string.Join("; ", missing)}. Discovery does not need them.",
                "Nothing has to be done for discovery and assessment.")
            { IsOptional = true };
    }

    // By NBD a disk is read from a server of the user's, whatever the privileges here.
    private SourceCheck Reading()
    {
        const string Name = "Reading of disks";
        var ways = Readings.Select(reading => (
            reading.Way, reading.Machines,
            Missing: string.Join(", ", reading.Needs.Where(privilege => MissingAt(privilege).Count > 0)))).ToList();
        var can = ways.Where(way => way.Missing.Length == 0).Select(way => $"{way.Way} ({way.Machines})").ToList();
        var cannot = ways.Where(way => way.Missing.Length > 0)
            .Select(way => $"not by {way.Way}, which needs {way.Missing}").ToList();
        string[] said = [can.Count > 0 ? "Disks can be read by " + string.Join(", ", can)
            : "Disks can be read by NBD alone", .. cannot];
        return new SourceCheck(
            Name, can.Count > 0, string.Join("; ", said) + ".",
            can.Count > 0 ? null : "Give the user the privileges of one of the ways, or export the disks by NBD.")
        { IsOptional = true };
    }

    private List<string> MissingAt(string privilege) => places.All
        .Where(place => !_held.Contains((place.Reference.Id, privilege))).Select(place => place.Name).ToList();

    private static string Words(IEnumerable<string> names)
    {
        const int Most = 5;
        var all = names.ToList();
        var rest = all.Count - Most;
        return string.Join(", ", all.Take(Most)) + (rest > 0 ? FormattableString.Invariant($" and {rest} more") : "");
    }
}
