using AzMigrate.Discovery.Http;
using AzMigrate.Discovery.VMware.Client;
using AzMigrate.Inventory;

namespace AzMigrate.Replication.Sources.VMware;

/// <summary>Finds the machine of the inventory at its server.</summary>
internal sealed class VirtualMachines(IVimClient client, Machine machine)
{
    private MoRef? _reference;

    public VimTasks Tasks { get; } = new(client);

    /// <summary>The machine as it is now.</summary>
    /// <exception cref="MigrateException"><c>Replication.MachineGone</c>.</exception>
    public async Task<VirtualMachine> ReadAsync(CancellationToken cancellation) =>
        await TryReadAsync(cancellation).ConfigureAwait(false) ?? throw VMwareErrors.MachineGone(machine.Name);

    /// <summary>The machine as it is now; null when the server has it no more.</summary>
    public async Task<VirtualMachine?> TryReadAsync(CancellationToken cancellation)
    {
        // A machine that is taken out of the inventory and in again has another reference, and the same UUID.
        if (await TryReadKnownAsync(cancellation).ConfigureAwait(false) is { } same)
            return same;
        _reference = await FindAsync(cancellation).ConfigureAwait(false);
        return await TryReadKnownAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>The machine when no operation runs on it any more.</summary>
    /// <exception cref="MigrateException">
    /// <c>Replication.MachineGone</c>; <c>Replication.MachineBusy</c>: one still runs after half an hour.
    /// </exception>
    public async Task<VirtualMachine> SettledAsync(CancellationToken cancellation)
    {
        var patience = TimeSpan.FromMinutes(30);
        var now = await ReadAsync(cancellation).ConfigureAwait(false);
        if (await Tasks.SettleAsync(now.Tasks, patience, cancellation).ConfigureAwait(false) is { } running)
            throw VMwareErrors.MachineBusy(now.Name, running.Kind, patience);
        return now.Tasks.Count == 0 ? now : await ReadAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Does an operation and waits for its end.</summary>
    /// <returns>The task as it ended; null when the server has forgotten it.</returns>
    public async Task<VimTask?> RunAsync(
        MoRef target, string method, Action<VimWriter>? arguments, CancellationToken cancellation)
    {
        var started = await client.ChangeAsync(target, method, arguments, cancellation).ConfigureAwait(false);
        return started?.Reference is MoRef task
            ? await Tasks.WaitAsync(task, cancellation).ConfigureAwait(false)
            : throw ServerErrors.AnswerInvalid(method, "it names no task");
    }

    private async Task<VirtualMachine?> TryReadKnownAsync(CancellationToken cancellation) => _reference is { } known
        ? await VirtualMachine.ReadAsync(client, known, cancellation).ConfigureAwait(false) : null;

    private async Task<MoRef?> FindAsync(CancellationToken cancellation)
    {
        var server = await client.ServiceContentAsync(cancellation).ConfigureAwait(false);
        var uuid = machine.InstanceUuid ?? machine.SmbiosUuid ?? machine.Id.Substring(machine.Source.Length + 1);
        var found = client.CallAsync(server["searchIndex"], "FindByUuid", arguments => arguments
            .Text("uuid", uuid)
            .Flag("vmSearch", true)
            .Flag("instanceUuid", machine.InstanceUuid is not null), cancellation);
        MoRef? reference = null;
        await foreach (var value in found.ConfigureAwait(false))
            reference = value.Reference;
        return reference;
    }
}
