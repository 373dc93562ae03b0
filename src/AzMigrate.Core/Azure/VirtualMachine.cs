using Azure;
using Azure.Core;
using Azure.ResourceManager;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;

namespace AzMigrate.Azure;

/// <summary>A virtual machine.</summary>
internal sealed class VirtualMachine(ArmClient client, ResourceIdentifier id, TimeSpan pollInterval)
    : AzureResource<VirtualMachineData>(id, pollInterval)
{
    private VirtualMachineResource Its => client.GetVirtualMachineResource(Id);

    /// <summary>Starts the machine; it runs when this ends.</summary>
    public Task StartAsync(CancellationToken cancellation) => AzureConnection.RunAsync($"{Name} (start)", async () =>
    {
        var work = await Its.PowerOnAsync(WaitUntil.Started, cancellation).ConfigureAwait(false);
        await EndAsync(work, cancellation).ConfigureAwait(false);
    }, cancellation);

    /// <summary>What the machine is doing; null when it is not there.</summary>
    public Task<VirtualMachineInstanceView?> ViewAsync(CancellationToken cancellation) =>
        AzureConnection.RunAsync(Name, async () =>
        {
            try
            {
                return (await Its.InstanceViewAsync(cancellation).ConfigureAwait(false)).Value;
            }
            catch (RequestFailedException gone) when (gone.Status == 404)
            {
                return null;
            }
        }, cancellation);

    public override string? ProvisioningState(VirtualMachineData data) => data.ProvisioningState;

    protected override async Task<VirtualMachineData> ReadAsync(CancellationToken cancellation) =>
        (await Its.GetAsync(cancellationToken: cancellation).ConfigureAwait(false)).Value.Data;

    protected override async Task<Operation> StartPutAsync(VirtualMachineData data, CancellationToken cancellation) =>
        await client.GetResourceGroupResource(Id.Parent!).GetVirtualMachines()
            .CreateOrUpdateAsync(WaitUntil.Started, Id.Name, data, cancellation).ConfigureAwait(false);

    protected override async Task<Operation> StartDeleteAsync(CancellationToken cancellation) =>
        await Its.DeleteAsync(WaitUntil.Started, cancellationToken: cancellation).ConfigureAwait(false);
}
