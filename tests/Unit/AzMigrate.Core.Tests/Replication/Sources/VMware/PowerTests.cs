using AzMigrate.Inventory;

namespace AzMigrate.Tests.Replication.Sources.VMware;

/// <summary>Machines are shut down, switched off where they do not go, and on again.</summary>
public sealed class PowerTests
{
    [PeerFact]
    public async Task A_guest_that_listens_is_shut_down()
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await machine.Guest.SetAsync("power", "poweredOn");
        await machine.Guest.SetAsync("tools", "guestToolsRunning");

        await machine.Source.StopMachineAsync(TimeSpan.FromSeconds(30));
        await machine.Source.StopMachineAsync(TimeSpan.Zero);

        Assert.Equal(PowerState.Off, (await machine.Source.DescribeAsync()).Power);
        var calls = await machine.Vcsim.CallsAsync();
        Assert.Equal((1, 0), (calls["ShutdownGuest"], calls.GetValueOrDefault("PowerOffVM_Task")));
        Assert.Empty(machine.Warnings);
    }

    [PeerTheory]
    [InlineData("guestToolsRunning", 1, 0)]
    [InlineData("guestToolsNotRunning", 0, 1)]
    public async Task A_guest_that_does_not_go_is_switched_off(string tools, int asked, int warnings)
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await machine.Guest.SetAsync("power", "poweredOn");
        await machine.Guest.SetAsync("tools", tools);
        await machine.Guest.SetAsync("ignoresGuest", "true");

        await machine.Source.StopMachineAsync(TimeSpan.FromMilliseconds(400));

        Assert.Equal(PowerState.Off, (await machine.Source.DescribeAsync()).Power);
        var calls = await machine.Vcsim.CallsAsync();
        Assert.Equal((asked, 1), (calls.GetValueOrDefault("ShutdownGuest"), calls["PowerOffVM_Task"]));
        Assert.Equal(Enumerable.Repeat("Replication.NoGuestShutdown", warnings),
            machine.Warnings.Select(warning => warning.Code));
    }

    [PeerFact]
    public async Task A_machine_is_started_once()
    {
        await using var machine = await ReplicatedMachine.StartAsync();

        await machine.Source.StartMachineAsync();
        await machine.Source.StartMachineAsync();

        Assert.Equal(PowerState.On, (await machine.Source.DescribeAsync()).Power);
        Assert.Equal(1, (await machine.Vcsim.CallsAsync())["PowerOnVM_Task"]);
    }

    [PeerFact]
    public async Task What_a_suspended_machine_has_in_memory_is_not_thrown_away()
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await machine.Guest.SetAsync("power", "suspended");

        var error = await Assert.ThrowsAsync<MigrateException>(() => machine.Source.StopMachineAsync(TimeSpan.Zero));

        Assert.Equal("Replication.MachineSuspended", error.Code);
    }

    [PeerTheory]
    [InlineData("PowerOffVM_Task", "drop")]
    [InlineData("PowerOffVM_Task", "lose")]
    [InlineData("PowerOffVM_Task", "expire")]
    [InlineData("ShutdownGuest", "drop")]
    [InlineData("ShutdownGuest", "lose")]
    public async Task A_lost_answer_is_no_reason_to_leave_it_on(string method, string how)
    {
        await using var machine = await ReplicatedMachine.StartAsync();
        await machine.Guest.SetAsync("power", "poweredOn");
        await machine.Guest.SetAsync("tools", method == "ShutdownGuest" ? "guestToolsRunning" : "guestToolsNotRunning");
        await machine.Vcsim.FailAsync(method, how);

        await machine.Source.StopMachineAsync(TimeSpan.FromSeconds(1));

        Assert.Equal(PowerState.Off, (await machine.Source.DescribeAsync()).Power);
    }
}
