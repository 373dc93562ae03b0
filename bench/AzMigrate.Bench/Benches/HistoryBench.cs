using System.Globalization;
using System.Net;
using System.Text;
using AzMigrate.Assessment;
using AzMigrate.Bench.Measuring;
using AzMigrate.Catalog;
using AzMigrate.Discovery;
using AzMigrate.Discovery.VMware;
using AzMigrate.Discovery.VMware.Performance;
using AzMigrate.Peers;
using AzMigrate.Projects;

namespace AzMigrate.Bench.Benches;

/// <summary>
/// Performance history of a simulated vCenter into a project. Statistics are served by the simulator's front, which is
/// ours; the simulator itself has none that last a day.
/// </summary>
internal static class HistoryBench
{
    private const string Source = "lab";

    public static void Run()
    {
        using var folder = new ScratchFolder();
        using (var vcsim = Start(1000))
        {
            var estate = Discover(vcsim, folder.File("estate"), 1000);
            Day(vcsim, Discover(vcsim, folder.File("hundred"), 100), folder, " in 14 folders");
            Month(vcsim, estate);
        }

        // The shape of the estate that the goal was taken from: to look a machine up by its path, a client of others
        // lists the folder.
        using (var vcsim = Start(1000, "-flat"))
            Day(vcsim, Discover(vcsim, folder.File("flat"), 100), folder, ", all in one folder");

        using (var vcsim = Start(10_000))
            Hour(vcsim, Discover(vcsim, folder.File("large"), 10_000));
    }

    public static void CollectHistory(string server, string thumbprint, string path, string backFill)
    {
        foreach (var samples in Directory.GetFiles(path, "samples-*"))
            File.Delete(samples);
        using var project = MigrateProject.Open(path);
        var source = project.Sources.Get(Source).Single();
        Work.Tell(CollectAsync(source, Connection(server, thumbprint), backFill).GetAwaiter().GetResult());
    }

    public static void AssessCollected(string path)
    {
        using var project = MigrateProject.Open(path);
        Work.Tell(new AssessmentRun(project, Catalogue.Embedded)
            .AssessGroup("all", [new AssessmentSettings { Location = ["westeurope"] }])[0].Summary.Machines);
    }

    private static void Day(Vcsim vcsim, string project, ScratchFolder folder, string where)
    {
        var found = GovcProgram.Run(vcsim.Direct, "find", "/", "-type", "m");
        var paths = Encoding.UTF8.GetString(found).Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(100)
            .ToList();
        var one = Discover(vcsim, project + "-one", 1);
        Comparison.Print(
            $"16. A day's history of 100 of 1,000 machines{where}, 8 counters, whole process (goal: a tenth of govc's "
                + "time); count: points, bytes",
            3,
            Collecting("collection into a new project", vcsim, project, "1.00:00:00"),
            Collecting("floor: a collection of one machine", vcsim, one, "1.00:00:00"),
            Govc("peer: govc metric.sample -json -n 288 -i 300", vcsim.Front, paths, folder),
            Govc("the same of the simulator without our front", vcsim.Direct, paths, folder));
    }

    private static void Month(Vcsim vcsim, string project)
    {
        var rows = Comparison.Print(
            "16. A month's history of 1,000 machines, whole process (no budget of its own); count: points, machines",
            1,
            Collecting("collection into a new project", vcsim, project, "30.00:00:00"),
            Subject.Of("assessment of what was collected", nameof(AssessCollected), project));
        var bytes = Directory.GetFiles(project, "samples-*.db").Sum(path => new FileInfo(path).Length);
        Comparison.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"{rows[0].Count / rows[0].WallSeconds:#,##0} points a second, {bytes / 1e6:0.0} MB in the store, "
                + $"{bytes / (double)rows[0].Count!:0.00} bytes a point.\n"));
    }

    private static void Hour(Vcsim vcsim, string project)
    {
        var collecting = Collecting("collection into a new project", vcsim, project, "01:00:00");
        Comparison.Print(
            "16. The last hour of 10,000 machines, whole process (budget: 400 MB); count: points", 1,
            collecting, collecting.Limited());
    }

    private static Subject Collecting(string name, Vcsim vcsim, string project, string backFill) => Subject.Of(
        name, nameof(CollectHistory), vcsim.Front.AbsoluteUri, vcsim.Thumbprint, project, backFill);

    // govc asks for everything in one call, which a server's usual limit of 256 metrics refuses: this one has no limit.
    // Ours keeps to 256, since the server does not tell.
    private static Vcsim Start(int machines, params string[] arguments) => Vcsim.Start(
    [
        "-machines", machines.ToString(CultureInfo.InvariantCulture), "-stats-level", "4", "-max-query-metrics", "0",
        .. arguments,
    ]);

    private static string Discover(Vcsim vcsim, string path, int machines)
    {
        using var project = MigrateProject.Create(path);
        var connection = Connection(vcsim.Front.AbsoluteUri, vcsim.Thumbprint);
        var source = project.Sources.Save(new SourceSettings { Name = Source, Connection = connection }).Source;
        var ids = DiscoverAsync(source, connection).GetAwaiter().GetResult();
        project.Machines.Remove(ids.Skip(machines));
        project.Groups.Save("all", null, ids.Take(machines));
        return path;
    }

    private static async Task<IReadOnlyList<string>> DiscoverAsync(MigrateSource source, VMwareConnection connection)
    {
        await using var live = Open(connection);
        return (await new DiscoveryRun(source, live) { IncludeTemplates = true }.RunAsync()).NewIds;
    }

    private static async Task<long> CollectAsync(MigrateSource source, VMwareConnection connection, string backFill)
    {
        await using var live = Open(connection);
        var run = new CollectionRun(source, live) { BackFill = TimeSpan.Parse(backFill, CultureInfo.InvariantCulture) };
        return (await run.RunAsync()).Points;
    }

    private static VMwareConnection Connection(string server, string thumbprint) =>
        new() { Server = server, CertificateThumbprint = thumbprint };

    private static IDiscoverySource Open(VMwareConnection connection) => VMwareSource.Open(
        connection, new SourceCredential(Vcsim.User, new NetworkCredential("", Vcsim.Password).SecurePassword));

    private static Subject Govc(string name, Uri address, IReadOnlyList<string> paths, ScratchFolder folder) =>
        new(name,
        [
            "-c", "exec \"$@\" >\"$0\"", folder.File("govc.json"), PeerPrograms.Needed(PeerPrograms.Govc),
            "metric.sample", "-json", "-n", "288", "-i", "300", .. paths,
            .. CollectedCounter.All.Select(counter => counter.Name),
        ])
        {
            Program = "/bin/bash",
            CountAfter = () => new FileInfo(folder.File("govc.json")).Length,
            Variables = GovcProgram.Environment(address),
        };
}
