using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Discovery.VMware;

/// <summary>Checks of a server: reach, certificate, login, each privilege by name.</summary>
internal sealed class SourceChecks
{
    private const string ReachName = "Reach";
    private const string CertificateName = "Certificate";

    // System.View and System.Read are in the read-only role and cover inventory and performance history. The others
    // are what replication of disks needs (docs of Azure Migrate's agentless replication name the same).
    private static readonly (string Privilege, string For, bool IsNeeded)[] Privileges =
    [
        ("System.View", "discovery and performance", true),
        ("System.Read", "discovery and performance", true),
        ("VirtualMachine.Config.ChangeTracking", "replication", false),
        ("VirtualMachine.Config.DiskLease", "replication", false),
        ("VirtualMachine.Provisioning.DiskRandomRead", "replication", false),
        ("VirtualMachine.Provisioning.DiskRandomAccess", "replication", false),
        ("VirtualMachine.Provisioning.GetVmFiles", "replication", false),
        ("VirtualMachine.State.CreateSnapshot", "replication", false),
        ("VirtualMachine.State.RemoveSnapshot", "replication", false),
        ("Datastore.Browse", "replication", false),
        ("Datastore.FileManagement", "replication", false),
        ("VirtualMachine.Interact.PowerOff", "migration", false),
    ];

    private readonly IVimClient _client;

    public SourceChecks(IVimClient client) => _client = client;

    /// <summary>The checks in their order, up to the first that makes the others senseless.</summary>
    public async Task<IReadOnlyList<SourceCheck>> RunAsync(CancellationToken cancellation)
    {
        var checks = new List<SourceCheck>();
        VimServiceContent server;
        try
        {
            server = await _client.ServiceContentAsync(cancellation).ConfigureAwait(false);
        }
        catch (SourceException error)
        {
            var isCertificate = error.Code == "Source.CertificateInvalid";
            if (isCertificate)
                checks.Add(new SourceCheck(ReachName, true, "The server answers.", null));
            checks.Add(Failed(isCertificate ? CertificateName : ReachName, error));
            return checks;
        }
        checks.Add(new SourceCheck(ReachName, true, $"{server.FullName} answers, API {server.ApiVersion}.", null));
        checks.Add(new SourceCheck(CertificateName, true, "The certificate is trusted, or is the one of the thumbprint.", null));
        try
        {
            await _client.LoginAsync(cancellation).ConfigureAwait(false);
        }
        catch (SourceException error)
        {
            checks.Add(Failed("Login", error));
            return checks;
        }
        checks.Add(new SourceCheck("Login", true, "The user can log in.", null));
        try
        {
            var held = await HeldAsync(server, cancellation).ConfigureAwait(false);
            checks.AddRange(Privileges.Select(privilege => Privilege(privilege, held, server.RootFolder)));
        }
        catch (SourceException error)
        {
            checks.Add(Failed("Privileges", error));
        }
        return checks;
    }

    /// <summary>The privileges that the session's user holds at the root.</summary>
    private async Task<HashSet<string>> HeldAsync(VimServiceContent server, CancellationToken cancellation)
    {
        var session = await SessionAsync(server, cancellation).ConfigureAwait(false);
        var held = new HashSet<string>(StringComparer.Ordinal);
        var answers = _client.CallAsync(server["authorizationManager"], "HasPrivilegeOnEntities", arguments =>
        {
            arguments.Reference("entity", server.RootFolder).Text("sessionId", session);
            foreach (var (privilege, _, _) in Privileges)
                arguments.Text("privId", privilege);
        }, cancellation);
        await foreach (var entity in answers.ConfigureAwait(false))
        {
            foreach (var privilege in entity.All("privAvailability"))
            {
                if (privilege.BoolOf("isGranted") == true && privilege.TextOf("privId") is string id)
                    held.Add(id);
            }
        }
        return held;
    }

    private async Task<string> SessionAsync(VimServiceContent server, CancellationToken cancellation)
    {
        var manager = server["sessionManager"];
        var found = _client.RetrieveObjectsAsync(
            [manager], [new VimPropertySet("SessionManager", ["currentSession"])], cancellation);
        string? key = null;
        await foreach (var item in found.ConfigureAwait(false))
            key = item["currentSession"]?.TextOf("key");
        return key ?? throw SourceErrors.Invalid("RetrievePropertiesEx", "it does not name the session");
    }

    private static SourceCheck Privilege(
        (string Privilege, string For, bool IsNeeded) wanted, HashSet<string> held, MoRef root)
    {
        var name = "Privilege " + wanted.Privilege;
        if (held.Contains(wanted.Privilege))
            return new SourceCheck(name, true, $"Held at {root.Id}, for {wanted.For}.", null);
        return wanted.IsNeeded
            ? new SourceCheck(name, false, $"Missing at {root.Id}; {wanted.For} need it.",
                "Give the user the Read-only role at the vCenter's root, propagating to all below.")
            : new SourceCheck(name, true, $"Not held at {root.Id}; only {wanted.For} will need it, discovery does not.", null);
    }

    private static SourceCheck Failed(string name, SourceException error) =>
        new(name, false, error.Message, error.Remedy);
}
