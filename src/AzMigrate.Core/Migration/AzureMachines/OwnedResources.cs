using System.Text.Json;
using System.Text.Json.Nodes;
using AzMigrate.Azure;

namespace AzMigrate.Migration.AzureMachines;

/// <summary>Makes and removes the resources of one launch; what does not have its tags is not touched.</summary>
internal sealed class OwnedResources(AzureResources resources, LaunchNames names)
{
    // A machine that was just removed still holds its disks for some seconds, and one that could not be made its interface
    // for three minutes (NicReservedForAnotherVm); Azure says so.
    private const int RemoveTries = 80;
    private static readonly TimeSpan RemovePause = TimeSpan.FromSeconds(3);

    /// <summary>Reads a resource of the launch; null when it is not there.</summary>
    /// <exception cref="MigrateException"><c>Azure.NameTaken</c>: it is somebody else's.</exception>
    public async Task<JsonElement?> FindAsync(string id, string apiVersion, CancellationToken cancellation)
    {
        var there = await resources.GetAsync(id, apiVersion, cancellation).ConfigureAwait(false);
        return there is JsonElement its && !IsOurs(its) ? throw NameTaken(id) : there;
    }

    /// <summary>Makes a resource, or takes on one that an earlier try of this launch has begun.</summary>
    public async Task<JsonElement> EnsureAsync(string id, string apiVersion, Func<JsonObject> body, CancellationToken cancellation)
    {
        if (await FindAsync(id, apiVersion, cancellation).ConfigureAwait(false) is JsonElement there
            && AzureResources.ProvisioningState(there) is not ("Failed" or "Canceled"))
        {
            return await resources.WaitForResourceAsync(id, apiVersion, cancellation).ConfigureAwait(false);
        }
        return await resources.PutAsync(id, apiVersion, body(), cancellation).ConfigureAwait(false);
    }

    /// <summary>Removes a resource of the launch; what is not there or not of it is left alone.</summary>
    public async Task RemoveAsync(string id, string apiVersion, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            var there = await resources.GetAsync(id, apiVersion, cancellation).ConfigureAwait(false);
            if (there is not JsonElement its || !IsOurs(its))
                return;
            try
            {
                await resources.DeleteAsync(id, apiVersion, cancellation).ConfigureAwait(false);
                return;
            }
            catch (MigrateException inUse) when (inUse.Code == "Azure.RequestFailed" && tries < RemoveTries)
            {
                await Task.Delay(RemovePause, cancellation).ConfigureAwait(false);
            }
        }
    }

    public bool IsOurs(JsonElement resource) => names.Tags.All(tag => resource.Text("tags", tag.Key) == tag.Value);

    public MigrateException NameTaken(string id)
    {
        var parts = id.Split('/');
        return AzureErrors.NameTaken(parts[parts.Length - 2], parts[parts.Length - 1], names.Target.ResourceGroup);
    }
}
