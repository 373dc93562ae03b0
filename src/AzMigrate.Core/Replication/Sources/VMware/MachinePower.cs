using AzMigrate.Discovery;
using AzMigrate.Discovery.VMware.Client;
using AzMigrate.Inventory;

namespace AzMigrate.Replication.Sources.VMware;

/// <summary>Switches a machine off and on, and waits until it is confirmed.</summary>
/// <param name="client">The server.</param>
/// <param name="machines">The machine.</param>
/// <param name="warn">Told when the guest could not be asked; null for nobody.</param>
internal sealed class MachinePower(IVimClient client, VirtualMachines machines, Action<MigrateProblem>? warn)
{
    private const int Attempts = 3;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan HardPatience = TimeSpan.FromMinutes(5);

    /// <summary>Shuts the guest down, and switches the machine off where it does not go in time.</summary>
    public async Task StopAsync(TimeSpan patience, CancellationToken cancellation)
    {
        var now = await machines.ReadAsync(cancellation).ConfigureAwait(false);
        if (now.Power == PowerState.Off)
            return;
        if (now.Power == PowerState.Suspended)
            throw VMwareErrors.MachineSuspended(now.Name);
        if (await AskGuestAsync(now, cancellation).ConfigureAwait(false)
            && await IsInTimeAsync(PowerState.Off, patience, cancellation).ConfigureAwait(false))
            return;
        await SwitchAsync("PowerOffVM_Task", "switching it off", PowerState.Off, cancellation).ConfigureAwait(false);
    }

    /// <summary>Switches the machine on.</summary>
    public Task StartAsync(CancellationToken cancellation) =>
        SwitchAsync("PowerOnVM_Task", "switching it on", PowerState.On, cancellation);

    // False where there is nobody in the guest to ask.
    private async Task<bool> AskGuestAsync(VirtualMachine now, CancellationToken cancellation)
    {
        if (now.HasTools)
        {
            try
            {
                await client.ChangeAsync(now.Reference, "ShutdownGuest", null, cancellation).ConfigureAwait(false);
                return true;
            }
            catch (VimFaultException fault) when (fault.FaultType != "ToolsUnavailable"
                && fault.Code != "Source.PermissionMissing")
            {
                // It may be going down already: whether it does is seen by its power.
                return true;
            }
            catch (VimFaultException fault) when (fault.FaultType == "ToolsUnavailable")
            {
                now = now with { HasTools = false };
            }
            catch (SourceException error) when (error.IsTransient)
            {
                return true;
            }
        }
        warn?.Invoke(MachineErrors.Problem(
            ProblemSeverity.Warning, "Replication.NoGuestShutdown", now.Name,
            $"VMware Tools do not run in {now.Name}: it is switched off without its guest being shut down.",
            "Look at the copy's file systems after the first start, or shut the guest down by hand the next time."));
        return false;
    }

    private async Task SwitchAsync(string method, string what, PowerState wanted, CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            var now = await machines.SettledAsync(cancellation).ConfigureAwait(false);
            if (now.Power == wanted)
                return;
            try
            {
                var task = await machines.RunAsync(now.Reference, method, null, cancellation).ConfigureAwait(false);
                if (task is null or { HasFailed: false })
                {
                    if (await IsInTimeAsync(wanted, HardPatience, cancellation).ConfigureAwait(false))
                        return;
                    throw VMwareErrors.PowerUnchanged(now.Name, what, HardPatience);
                }
                if (attempt == Attempts || !(VMwareErrors.IsBusy(task.FaultType)
                    || task.FaultType == "InvalidPowerState"))
                    throw VMwareErrors.TaskFailed(now.Name, what, task);
            }
            catch (SourceException error) when (attempt < Attempts
                && (error.IsTransient || error is VimFaultException { FaultType: "InvalidPowerState" }))
            {
                // It may have happened: its power tells.
            }
            await Task.Delay(FirstPause, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<bool> IsInTimeAsync(PowerState wanted, TimeSpan patience, CancellationToken cancellation)
    {
        for (var pause = FirstPause; ; pause = VimTasks.Longer(pause))
        {
            if ((await machines.ReadAsync(cancellation).ConfigureAwait(false)).Power == wanted)
                return true;
            if (patience <= TimeSpan.Zero)
                return false;
            await Task.Delay(pause, cancellation).ConfigureAwait(false);
            patience -= pause;
        }
    }
}
