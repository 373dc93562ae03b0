using AzMigrate.Discovery;
using AzMigrate.Projects;
using AzMigrate.Tests.Projects;

namespace AzMigrate.Tests.Discovery.VMware.Peer;

/// <summary>Tags and changes that a client of others makes in a simulated vCenter.</summary>
public sealed class FollowingTests
{
    [PeerFact]
    public async Task Tags_that_govc_attached_come_with_the_machines()
    {
        using var vcsim = Vcsim.Start("-machines", "20", "-page", "7", "-api-version", "7.0.3.0");
        var govc = new Govc(vcsim.Direct);
        var machines = govc.Collect("VirtualMachine", "name")
            .ToDictionary(machine => machine.Value.Text("name")!, machine => machine.Key);
        foreach (var category in (string[])["App", "Büro & Co"])
            govc.Run(["tags.category.create", "-m", category]);
        govc.Run(["tags.create", "-c", "App", "CRM"]);
        govc.Run(["tags.create", "-c", "App", "ERP"]);
        govc.Run(["tags.create", "-c", "Büro & Co", "3. Stock"]);
        govc.Run(["tags.attach", "-c", "App", "ERP", "/DC0/vm/web-00000"]);
        govc.Run(["tags.attach", "-c", "App", "CRM", "/DC0/vm/web-00000"]);
        govc.Run(["tags.attach", "-c", "Büro & Co", "3. Stock", "/DC0/vm/web-00000"]);
        govc.Run(["tags.attach", "-c", "App", "ERP", "/DC0/vm/Production/sql-00001"]);
        await using var live = vcsim.Open(vcsim.Front, vcsim.Thumbprint);

        var found = new List<DiscoveredItem>();
        await foreach (var item in live.DiscoverAsync(
            new DiscoveryRequest { SourceName = "lab" }, null, CancellationToken.None))
            found.Add(item);

        Assert.DoesNotContain(found, item => item.Problem is not null || item.AreTagsUnread);
        var tags = found.ToDictionary(item => item.NativeId!, item => item.Machine!.Tags);
        Assert.Equal(20, tags.Count);
        Assert.Equal([new("App", "CRM, ERP"), new("Büro & Co", "3. Stock")], tags[machines["web-00000"]]);
        Assert.Equal([new("App", "ERP")], tags[machines["sql-00001"]]);
        Assert.Equal(18, tags.Values.Count(none => none.Count == 0));
    }

    [PeerFact]
    public async Task An_open_session_hears_of_power_creation_and_removal()
    {
        using var vcsim = Vcsim.Start("-machines", "20", "-api-version", "7.0.3.0");
        using var folder = new TestFolder();
        using var project = MigrateProject.Create(folder.Path);
        var source = project.Sources.Save(FakeSource.Settings("lab")).Source;
        var govc = new Govc(vcsim.Direct);
        await using var live = vcsim.Open(vcsim.Front, vcsim.Thumbprint);

        var first = await UpdateAsync(source, live);
        govc.Run(["vm.power", "-off", "-force", "/DC0/vm/Production/sql-00001"]);
        govc.Run(["vm.destroy", "/DC0/vm/web-00000"]);
        govc.Run(["vm.create", "-ds", "LocalDS_0", "-net", "VM Network", "-pool", "/DC0/host/DC0_C0/Resources",
            "-on=false", "made later"]);
        var second = await UpdateAsync(source, live);
        var third = await UpdateAsync(source, live);

        Assert.Equal((20, 0, 0), (first.New, first.Changed, first.Gone));
        Assert.Equal((1, 1), (second.New, second.Gone));
        Assert.Contains(project.Machines.Get(MachineQuery.All), machine => machine.Name == "made later");
        Assert.Equal("web-00000", project.Machines.Get(new MachineQuery { IsGone = true }).Single().Name);
        Assert.Contains(second.ChangedIds,
            id => project.Machines.Get(new MachineQuery { Id = [id] }).Single().Name == "sql-00001");
        Assert.Equal((0, 0, 0), (third.New, third.Changed, third.Gone));
        Assert.Empty(vcsim.Rejections);
    }

    private static Task<DiscoveryResult> UpdateAsync(MigrateSource source, IDiscoverySource live) =>
        new DiscoveryRun(source, live) { OnlyChanges = true }.RunAsync();
}
