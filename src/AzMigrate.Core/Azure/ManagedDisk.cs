using Azure;
using Azure.Core;
using Azure.ResourceManager;
using Azure.ResourceManager.Compute;
using Azure.ResourceManager.Compute.Models;

namespace AzMigrate.Azure;

/// <summary>A managed disk.</summary>
internal sealed class ManagedDisk(ArmClient client, ResourceIdentifier id, TimeSpan pollInterval)
    : AzureResource<ManagedDiskData>(id, pollInterval)
{
    private readonly TimeSpan _pollInterval = pollInterval;

    private ManagedDiskResource Its => client.GetManagedDiskResource(Id);

    /// <summary>Opens the disk's upload, or asks again for the permission to one that is open.</summary>
    /// <returns>The address to write to.</returns>
    /// <exception cref="MigrateException"><c>Azure.AnswerInvalid</c>: Azure gave none.</exception>
    public Task<Uri> BeginUploadAsync(TimeSpan lasts, CancellationToken cancellation) =>
        AzureConnection.RunAsync($"{Name} (beginGetAccess)", async () =>
        {
            var access = new GrantAccessData(AccessLevel.Write, (int)lasts.TotalSeconds);
            var work = await Its.GrantAccessAsync(WaitUntil.Started, access, cancellation).ConfigureAwait(false);
            await EndAsync(work, cancellation).ConfigureAwait(false);
            var address = work.HasValue ? work.Value.AccessSas : null;
            return address is { Length: > 0 } ? new Uri(address) : throw new MigrateException("Azure.AnswerInvalid",
                $"Azure gave no address to write disk {Id.Name} to.",
                "Run it again; if it stays so, look at the disk's state in the portal.", Id.ToString());
        }, cancellation);

    /// <summary>Ends the disk's upload, whole or not: it cannot be written any more.</summary>
    public Task EndUploadAsync(CancellationToken cancellation) =>
        AzureConnection.RunAsync($"{Name} (endGetAccess)", async () =>
        {
            var work = await Its.RevokeAccessAsync(WaitUntil.Started, cancellation).ConfigureAwait(false);
            await EndAsync(work, cancellation).ConfigureAwait(false);
            while ((await FindAsync(cancellation).ConfigureAwait(false))?.DiskState == DiskState.ActiveUpload)
                await Task.Delay(_pollInterval, cancellation).ConfigureAwait(false);
        }, cancellation);

    public override string? ProvisioningState(ManagedDiskData data) => data.ProvisioningState;

    protected override async Task<ManagedDiskData> ReadAsync(CancellationToken cancellation) =>
        (await Its.GetAsync(cancellation).ConfigureAwait(false)).Value.Data;

    protected override async Task<Operation> StartPutAsync(ManagedDiskData data, CancellationToken cancellation) =>
        await client.GetResourceGroupResource(Id.Parent!).GetManagedDisks()
            .CreateOrUpdateAsync(WaitUntil.Started, Id.Name, data, cancellation).ConfigureAwait(false);

    protected override async Task<Operation> StartDeleteAsync(CancellationToken cancellation) =>
        await Its.DeleteAsync(WaitUntil.Started, cancellation).ConfigureAwait(false);
}
