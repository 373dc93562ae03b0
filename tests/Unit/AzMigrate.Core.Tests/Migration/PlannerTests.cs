using AzMigrate.Inventory;
using AzMigrate.Migration;
using AzMigrate.Projects;
using AzMigrate.Replication;
using AzMigrate.Tests.Projects;
using AzMigrate.Tests.Replication.Images;

namespace AzMigrate.Tests.Migration;

public sealed class PlannerTests : IDisposable
{
    private const string Subnet = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-net/providers/"
        + "Microsoft.Network/virtualNetworks/vnet/subnets/default";
    private readonly TestFolder _folder = new();
    private readonly MigrateProject _project;

    public PlannerTests()
    {
        _project = MigrateProject.Create(Path.Combine(_folder.Path, "project"));
        _project.Machines.Save(new[] { "web.prod.example", "web.test.example" }.Select(name => new Machine
        {
            Id = "csv/" + name, Source = "csv", SourceKind = SourceKind.Csv, Name = name, Cores = 1, MemoryMiB = 1024,
        }));
    }

    public void Dispose()
    {
        _project.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Two_machines_of_a_project_do_not_become_one_in_Azure()
    {
        ReplicationPlanner.Start(await PlanAsync("web.prod.example"));

        var second = await PlanAsync("web.test.example");

        Assert.Equal("web", second.Settings.Azure!.VMName);
        var taken = Assert.Single(second.Problems, problem => problem.Severity == ProblemSeverity.Error);
        Assert.Equal("Replication.NameTaken", taken.Code);
        Assert.Contains("web.prod.example", taken.Message, StringComparison.Ordinal);
        Assert.True((await PlanAsync("web.test.example", request => request with { VMName = "web-test" })).CanStart);
        Assert.True((await PlanAsync("web.test.example", request => request with { ResourceGroup = "rg-2" })).CanStart);
    }

    [Fact]
    public async Task What_is_left_out_is_noted_and_what_is_not_there_is_told()
    {
        var plan = await PlanAsync("web.prod.example", request => request with { ExcludeDisk = ["2", "Hard disk 7"] });

        Assert.Equal(["1"], plan.Disks.Select(disk => disk.Key));
        Assert.Equal(["2"], plan.Settings.ExcludedDisks!);
        Assert.Contains("Hard disk 7", Assert.Single(
            plan.Problems, problem => problem.Code == "Replication.ExcludeUnknown").Message, StringComparison.Ordinal);
    }

    private Task<MigrateReplicationPlan> PlanAsync(
        string machine, Func<ReplicationRequest, ReplicationRequest>? change = null)
    {
        var images = new[] { "system.img", "data.img" }.Select(name => Path.Combine(_folder.Path, machine + name))
            .ToList();
        images.ForEach(image => File.WriteAllBytes(image, Noise.Bytes(1, 1 << 20)));
        var request = new ReplicationRequest
        {
            Project = _project,
            MachineId = "csv/" + machine,
            ReplicaKind = ReplicaKind.Folder,
            Folder = Path.Combine(_folder.Path, "copies"),
            ResourceGroup = "rg-1",
            Location = "westeurope",
            SubnetId = Subnet,
            VMSize = "Standard_D2s_v5",
            Reading = new SourceReading { Disks = images },
        };
        return new ReplicationPlanner(new ReplicationAccess()).PlanAsync(change?.Invoke(request) ?? request);
    }
}
