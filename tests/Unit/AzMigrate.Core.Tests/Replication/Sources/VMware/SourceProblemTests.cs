using AzMigrate.Projects;

namespace AzMigrate.Tests.Replication.Sources.VMware;

/// <summary>What stands against a machine's replication is said before anything is done, with what to do.</summary>
public sealed class SourceProblemTests
{
    [PeerTheory]
    [InlineData("mode", "independent_persistent", "Replication.DiskIndependent", ProblemSeverity.Error)]
    [InlineData("sharing", "sharingMultiWriter", "Replication.DiskShared", ProblemSeverity.Error)]
    [InlineData("encrypted", "key-1", "Replication.DiskEncrypted", ProblemSeverity.Error)]
    [InlineData("template", "true", "Replication.MachineTemplate", ProblemSeverity.Error)]
    [InlineData("state", "inaccessible", "Source.MachineInaccessible", ProblemSeverity.Error)]
    [InlineData("consolidation", "true", "Replication.ConsolidationNeeded", ProblemSeverity.Error)]
    [InlineData("power", "poweredOn", "Replication.ReadByExport", ProblemSeverity.Warning)]
    [InlineData("version", "vmx-04", "Replication.ChangesNotTracked", ProblemSeverity.Warning)]
    [InlineData("trackable", "false", "Replication.ChangesNotTracked", ProblemSeverity.Warning)]
    public async Task A_problem_is_told_with_a_remedy(
        string setting, string value, string code, ProblemSeverity severity)
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await machine.Guest.SetAsync(setting, value);

        var problem = Assert.Single((await machine.Source.DescribeAsync()).Problems);

        Assert.Equal((code, severity, machine.Guest.Name), (problem.Code, problem.Severity, problem.Target));
        Assert.NotEmpty(problem.Remedy);
    }

    [PeerFact]
    public async Task A_suspended_machine_is_told_beside_how_it_is_read()
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await machine.Guest.SetAsync("power", "suspended");

        Assert.Equal(
            ["Replication.MachineSuspended", "Replication.ReadByExport"],
            (await machine.Source.DescribeAsync()).Problems.Select(problem => problem.Code));
    }

    [PeerFact]
    public async Task Others_snapshots_are_in_the_way_and_ours_are_not()
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await machine.Guest.SnapshotAsync("before the patch", "by hand");
        await using var byNbd = machine.Open(
            new SourceReading { Disks = ["nbd://127.0.0.1:1/", "nbd://127.0.0.1:2/"] });

        var untracked = (await machine.Source.DescribeAsync()).Problems[0];
        var refused = await Assert.ThrowsAsync<MigrateException>(
            () => machine.Source.TakePointAsync("azmigrate-1-1", false));
        await machine.Guest.SetAsync("tracking", "true");
        var baseOnly = Assert.Single((await byNbd.DescribeAsync()).Problems);
        var refusedBase = await Assert.ThrowsAsync<MigrateException>(
            () => byNbd.TakePointAsync("azmigrate-1-1", false));
        var exported = (await machine.Source.DescribeAsync()).Problems;

        Assert.All(
            [untracked, baseOnly],
            problem => Assert.Equal(
                ("Replication.SnapshotsPresent", ProblemSeverity.Error), (problem.Code, problem.Severity)));
        Assert.Contains("'before the patch'", untracked.Message, StringComparison.Ordinal);
        Assert.All([refused, refusedBase], error => Assert.Equal("Replication.SnapshotsPresent", error.Code));
        Assert.Equal(
            [("Replication.SnapshotsPresent", ProblemSeverity.Warning),
                ("Replication.ReadByExport", ProblemSeverity.Warning)],
            exported.Select(problem => (problem.Code, problem.Severity)));
        Assert.Equal(["before the patch"], machine.Snapshots());
    }

    [PeerFact]
    public async Task A_disk_on_another_snapshot_is_not_taken_for_its_base()
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await using var first = await machine.Source.TakePointAsync("azmigrate-1-1", quiesce: false);
        await using var second = await machine.Source.TakePointAsync("azmigrate-1-2", quiesce: false);
        await using var byNbd = machine.Open(
            new SourceReading { Disks = ["nbd://127.0.0.1:1/", "nbd://127.0.0.1:2/"] });
        await using var again = await byNbd.TakePointAsync("azmigrate-1-2", quiesce: false);

        Assert.Equal("Replication.SnapshotsPresent", (await Assert.ThrowsAsync<MigrateException>(
            () => again.OpenDiskAsync("2000"))).Code);
    }

    [PeerFact]
    public async Task Quiescing_needs_VMware_Tools_while_the_guest_runs()
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await using var source = machine.Open(
            new SourceReading { Quiesce = true, Disks = ["nbd://127.0.0.1:1/", "nbd://127.0.0.1:2/"] });
        Assert.Empty((await source.DescribeAsync()).Problems);
        await using (var off = await source.TakePointAsync("azmigrate-1-1", quiesce: true))
            await off.ReleaseAsync();
        await machine.Guest.SetAsync("power", "poweredOn");

        var problem = Assert.Single((await source.DescribeAsync()).Problems);
        var error = await Assert.ThrowsAsync<MigrateException>(
            () => source.TakePointAsync("azmigrate-1-2", quiesce: true));
        await machine.Guest.SetAsync("tools", "guestToolsRunning");

        Assert.Equal(("Replication.QuiesceNeedsTools", ProblemSeverity.Error), (problem.Code, problem.Severity));
        Assert.Equal("Replication.QuiesceNeedsTools", error.Code);
        Assert.Empty((await source.DescribeAsync()).Problems);
        await using var on = await source.TakePointAsync("azmigrate-1-3", quiesce: true);
        Assert.Equal(["azmigrate-1-3"], machine.Snapshots());
    }
}
