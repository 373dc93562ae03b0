using System.Globalization;
using System.Net;
using AzMigrate.Bench.Measuring;
using AzMigrate.Discovery;
using AzMigrate.Discovery.VMware;
using AzMigrate.Discovery.VMware.Machines;
using AzMigrate.Peers;
using AzMigrate.Projects;

namespace AzMigrate.Bench.Benches;

/// <summary>
/// Discovery of a simulated vCenter into a project, beside two clients of others that fetch the same properties and
/// keep nothing, and beside the server alone.
/// </summary>
internal static class DiscoveryBench
{
    private const int Machines = 10_000;
    private const int FewMachines = 10;
    private const int PageDelay = 100;
    private const int Runs = 3;

    public static void Run()
    {
        using var folder = new ScratchFolder();
        using (var vcsim = Start(Machines))
        using (var small = Start(FewMachines))
            AtOnce(vcsim, small, folder);
        using (var late = Start(Machines, "-page-delay", PageDelay.ToString(CultureInfo.InvariantCulture)))
            Late(late, folder);
    }

    private static void AtOnce(Vcsim vcsim, Vcsim small, ScratchFolder folder)
    {
        var content = RawVimClient.Content(vcsim.Direct, vcsim.Thumbprint);
        var paths = MachineProperties.For(content, includeNotes: false).Paths;
        Comparison.Print(
            $"15. Discovery of {Machines:#,##0} machines of a vCenter, {paths.Count} properties, whole process "
                + "(budget: 1.25 × the bare server's wall; half of govc; a fifth of pyVmomi; 150 MB); "
                + "count: machines, bytes",
            Runs,
            Discovery("discovery into a new project", vcsim, folder),
            Bare(vcsim),
            Discovery($"floor: a discovery of {FewMachines} machines", small, folder),
            Govc(vcsim, folder, paths),
            PyVmomi(vcsim, paths));
    }

    // A real server looks the values up: its pages do not come at once.
    private static void Late(Vcsim vcsim, ScratchFolder folder)
    {
        var medians = Comparison.Print(
            $"15. The same with each page of the server {PageDelay} ms late (budget: 1.25 × the bare server's wall)",
            Runs, Discovery("discovery into a new project", vcsim, folder), Bare(vcsim));
        Comparison.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"Wall, first row ÷ second: {medians[0].WallSeconds / medians[1].WallSeconds:0.00}.\n"));
    }

    private static Vcsim Start(int machines, params string[] arguments) =>
        Vcsim.Start(["-machines", machines.ToString(CultureInfo.InvariantCulture), .. arguments]);

    private static Subject Discovery(string name, Vcsim vcsim, ScratchFolder folder) => Subject.Of(
        name, nameof(DiscoverVCenter), vcsim.Direct.AbsoluteUri, vcsim.Thumbprint, folder.File("project"));

    private static Subject Bare(Vcsim vcsim) => Subject.Of(
        "floor: the same requests, answers thrown away", nameof(Receive), vcsim.Direct.AbsoluteUri, vcsim.Thumbprint);

    public static void DiscoverVCenter(string server, string thumbprint, string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        using var project = MigrateProject.Create(path);
        var connection = new VMwareConnection { Server = server, CertificateThumbprint = thumbprint };
        var source = project.Sources.Save(new SourceSettings { Name = "lab", Connection = connection }).Source;
        Work.Tell(DiscoverAsync(source, connection).GetAwaiter().GetResult());
    }

    public static void Receive(string server, string thumbprint)
    {
        using var client = new RawVimClient(new Uri(server), thumbprint);
        Work.Tell(client.ReceiveAll(thumbprint));
    }

    private static async Task<int> DiscoverAsync(MigrateSource source, VMwareConnection connection)
    {
        await using var live = VMwareSource.Open(
            connection, new SourceCredential(Vcsim.User, new NetworkCredential("", Vcsim.Password).SecurePassword));
        return (await new DiscoveryRun(source, live) { IncludeTemplates = true }.RunAsync()).New;
    }

    private static Subject Govc(Vcsim vcsim, ScratchFolder folder, IReadOnlyList<string> paths) =>
        new("peer: govc object.collect -json", [
            "-c", "exec \"$@\" >\"$0\"", folder.File("govc.json"),
            PeerPrograms.Needed(PeerPrograms.Govc), "object.collect", "-json", "-type", "m", "/", .. paths,
        ])
        {
            Program = "/bin/bash",
            CountAfter = () => File.ReadLines(folder.File("govc.json")).LongCount(line => line == "  \"Obj\": {"),
            Variables = GovcProgram.Environment(vcsim.Direct),
        };

    private static Subject PyVmomi(Vcsim vcsim, IReadOnlyList<string> paths) =>
        new("peer: pyVmomi RetrievePropertiesEx", [
            "-W", "ignore", Places.Script("pyvmomi_collect.py"), vcsim.Direct.Host,
            vcsim.Direct.Port.ToString(CultureInfo.InvariantCulture), Vcsim.User, .. paths,
        ])
        {
            Program = "/usr/bin/python3",
            Variables = new Dictionary<string, string> { ["PYVMOMI_PASSWORD"] = Vcsim.Password },
        };
}
