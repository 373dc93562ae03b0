using Azure.Core;
using Azure.ResourceManager.Models;
using AzMigrate.Azure;

namespace AzMigrate.Migration.AzureMachines;

/// <summary>Makes and removes the resources of one launch; what does not have its tags is not touched.</summary>
internal sealed class OwnedResources(LaunchNames names)
{
    // A machine that was just removed still holds its disks for some seconds, and one that could not be made its
    // interface for three minutes (NicReservedForAnotherVm); Azure says so.
    private const int RemoveTries = 80;
    private static readonly TimeSpan RemovePause = TimeSpan.FromSeconds(3);

    /// <summary>Reads a resource of the launch; null when it is not there.</summary>
    /// <exception cref="MigrateException"><c>Azure.NameTaken</c>: it is somebody else's.</exception>
    public async Task<TData?> FindAsync<TData>(AzureResource<TData> resource, CancellationToken cancellation)
        where TData : TrackedResourceData
    {
        var there = await resource.FindAsync(cancellation).ConfigureAwait(false);
        return there is not null && !IsOurs(there) ? throw NameTaken(resource.Id) : there;
    }

    /// <summary>Makes a resource, or takes on one that an earlier try of this launch has begun.</summary>
    public async Task EnsureAsync<TData>(
        AzureResource<TData> resource, Func<TData> body, CancellationToken cancellation)
        where TData : TrackedResourceData
    {
        var there = await FindAsync(resource, cancellation).ConfigureAwait(false);
        if (there is null || resource.ProvisioningState(there) is "Failed" or "Canceled")
            await resource.PutAsync(body(), cancellation).ConfigureAwait(false);
        else
            await resource.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Removes a resource of the launch; what is not there or not of it is left alone.</summary>
    public async Task RemoveAsync<TData>(AzureResource<TData> resource, CancellationToken cancellation)
        where TData : TrackedResourceData
    {
        for (var tries = 1; ; tries++)
        {
            var there = await resource.FindAsync(cancellation).ConfigureAwait(false);
            if (there is null || !IsOurs(there))
                return;
            try
            {
                await resource.DeleteAsync(cancellation).ConfigureAwait(false);
                return;
            }
            catch (MigrateException inUse) when (inUse.Code == "Azure.RequestFailed" && tries < RemoveTries)
            {
                await Task.Delay(RemovePause, cancellation).ConfigureAwait(false);
            }
        }
    }

    public bool IsOurs(TrackedResourceData resource) =>
        names.Tags.All(tag => resource.Tags.TryGetValue(tag.Key, out var value) && value == tag.Value);

    public MigrateException NameTaken(ResourceIdentifier id) =>
        AzureErrors.NameTaken(id.ResourceType.GetLastType(), id.Name, names.Target.ResourceGroup);
}
