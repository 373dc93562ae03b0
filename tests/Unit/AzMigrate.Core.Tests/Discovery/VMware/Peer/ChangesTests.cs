using AzMigrate.Discovery.VMware;
using AzMigrate.Inventory;
using AzMigrate.Projects;
using AzMigrate.Tests.Projects;

namespace AzMigrate.Tests.Discovery.VMware.Peer;

/// <summary>What a client of others changes in the vCenter between two discoveries.</summary>
public sealed class ChangesTests : IDisposable
{
    private readonly Vcsim _vcsim = Vcsim.Start("-machines", "20", "-tls=false", "-api-version", "7.0.3.0");
    private readonly TestFolder _folder = new();
    private readonly MigrateProject _project;
    private readonly MigrateSource _source;
    private readonly Govc _govc;

    public ChangesTests()
    {
        _govc = new Govc(_vcsim.Direct);
        _project = MigrateProject.Create(_folder.Path);
        _source = _project.Sources.Save(new SourceSettings
        {
            Name = "lab",
            Connection = new VMwareConnection { Server = _vcsim.Direct.AbsoluteUri },
        }).Source;
    }

    [PeerFact]
    public async Task The_next_discovery_finds_what_was_made_changed_and_destroyed()
    {
        var first = await DiscoverAsync();
        var ids = _project.Machines.Get(MachineQuery.All).ToDictionary(machine => machine.Name, machine => machine.Id);
        ChangeEverythingOf("/DC0/vm/Production/sql-00001");
        _govc.Run("vm.change", "-vm", "/DC0/vm/Test & Dev/mail-00009", "-name", "renamed only");
        _govc.Run("vm.power", "-off", "-force", "/DC0/vm/Production/build-00008");
        _govc.Run("vm.power", "-on", "/DC0/vm/R%2fD/dc-00004");
        foreach (var (category, tag) in new[] { ("App", "CRM"), ("App", "ERP"), ("Tier & <x>", "gold") })
            AttachTag(category, tag, "/DC0/vm/R%2fD/dc-00004");
        _govc.Run("vm.destroy", "/DC0/vm/Test & Dev/app-00002");
        _govc.Run(
            "vm.create", "-ds", "LocalDS_0", "-net", "VM Network", "-pool", "/DC0/host/DC0_C0/Resources", "-on=false",
            "made later");

        var second = await DiscoverAsync();
        var third = await DiscoverAsync();

        Assert.Equal((20, 0), (first.New, first.Problems.Count));
        Assert.Equal((1, 0), (second.New, second.Problems.Count));
        Assert.Equal(
            new[] { "sql-00001", "mail-00009", "build-00008", "dc-00004" }.Select(name => ids[name])
                .Order(StringComparer.Ordinal),
            second.ChangedIds.Order(StringComparer.Ordinal));
        Assert.Equal([ids["app-00002"]], second.GoneIds);
        Assert.Equal((0, 0, 20, 0), (third.New, third.Changed, third.Unchanged, third.Gone));
        CompareStored(ids["app-00002"]);
    }

    [PeerFact]
    public async Task Notes_and_custom_attributes_are_not_kept_unless_asked_for()
    {
        _govc.Run("vm.change", "-vm", "/DC0/vm/web-00000", "-annotation", "root password: hunter2");
        _govc.Run("fields.set", "Owner", "hunter2", "/DC0/vm/web-00000");

        await DiscoverAsync(includeNotes: false);
        var without = _project.Machines.Get(MachineQuery.All).ToList();
        await DiscoverAsync();

        Assert.All(without, machine => Assert.Equal((null, null), (machine.Notes, machine.CustomAttributes)));
        var with = _project.Machines.Get(new MachineQuery { Name = ["web-00000"] }).Single();
        Assert.Equal(("root password: hunter2", "hunter2"), (with.Notes, with.CustomAttributes!["Owner"]));
    }

    public void Dispose()
    {
        _project.Dispose();
        _folder.Dispose();
        _vcsim.Dispose();
    }

    private void AttachTag(string category, string tag, string path)
    {
        if (tag != "ERP")
            _govc.Run("tags.category.create", "-m", category);
        _govc.Run("tags.create", "-c", category, tag);
        _govc.Run("tags.attach", tag, path);
    }

    private void ChangeEverythingOf(string path)
    {
        _govc.Run(
            "vm.change", "-vm", path, "-name", "renamed", "-g", "ubuntu64Guest", "-c", "8", "-m", "4096", "-annotation",
            "a <note>",
            "-e", "SET.guest.ipAddress=10.9.9.9", "-e", "SET.guest.hostName=new.corp.example");
        path = path[..path.LastIndexOf('/')] + "/renamed";
        _govc.Run("device.boot", "-vm", path, "-firmware", "efi", "-secure");
        _govc.Run("vm.power", "-off", "-force", path);
        _govc.Run("vm.disk.create", "-vm", path, "-ds", "LocalDS_1", "-name", "extra-disk", "-size", "20G");
        _govc.Run("vm.network.add", "-vm", path, "-net", "VM Network", "-net.adapter", "vmxnet3");
        _govc.Run("snapshot.create", "-vm", path, "before");
        _govc.Run("fields.set", "Owner", "team x", path);
        _govc.Run("folder.create", "/DC0/vm/Made later");
        _govc.Run("object.mv", path, "/DC0/vm/Made later");
        _govc.Run("vm.markastemplate", "/DC0/vm/Made later/renamed");
    }

    private async Task<DiscoveryResult> DiscoverAsync(bool includeNotes = true)
    {
        await using var live = _vcsim.Open(_vcsim.Direct, thumbprint: null);
        return await new DiscoveryRun(_source, live) 
        {
            IncludeNotes = includeNotes, IncludeTemplates = true, IncludePlaceholders = true,
        }.RunAsync();
    }

    private void CompareStored(string gone)
    {
        var govc = new GovcInventory(_govc);
        var expected = govc.Machines.Keys.Select(id => govc.Describe("lab", id)).ToDictionary(machine => machine.Id);
        foreach (var stored in _project.Machines.Get(MachineQuery.All))
        {
            Assert.Equal(stored.Id == gone ? MachineState.Gone : MachineState.Present, stored.State);
            if (stored.Id != gone)
                Assert.Equal(MachineText.Of(expected[stored.Id]), MachineText.Of(stored));
        }
        Assert.Equal(expected.Count + 1, _project.Machines.Count);
        var tagged = expected.Values.Single(machine => machine.Name == "dc-00004");
        Assert.Equal(("CRM, ERP", "gold"), (tagged.Tags["App"], tagged.Tags["Tier & <x>"]));
        var renamed = expected.Values.Single(machine => machine.Name == "renamed");
        Assert.Equal((8, "Made later", true, PowerState.Off),
            (renamed.Cores, renamed.Placement.Folder, renamed.IsTemplate, renamed.PowerState));
    }
}
