using Azure;
using Azure.Core;
using Azure.ResourceManager.Models;

namespace AzMigrate.Azure;

/// <summary>
/// A resource of Resource Manager by its id. A call that starts long work ends when the work does, and when the
/// resource itself says so: work that another process has begun cannot be taken up, and an answer may name none. Each
/// call may be made again from the start, by name.
/// </summary>
/// <typeparam name="TData">What is known of it.</typeparam>
internal abstract class AzureResource<TData>(ResourceIdentifier id, TimeSpan pollInterval)
    where TData : TrackedResourceData
{
    public ResourceIdentifier Id => id;

    /// <summary>Kind and name, such as <c>disks/web01</c>.</summary>
    protected string Name => $"{id.ResourceType.GetLastType()}/{id.Name}";

    /// <summary>Reads the resource; null when it is not there.</summary>
    public Task<TData?> FindAsync(CancellationToken cancellation) => AzureConnection.RunAsync(Name, async () =>
    {
        try
        {
            return await ReadAsync(cancellation).ConfigureAwait(false);
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            return null;
        }
    }, cancellation);

    /// <summary>Makes the resource as it is said, or makes one that is there so; it is whole when this ends.</summary>
    public Task<TData> PutAsync(TData data, CancellationToken cancellation) =>
        AzureConnection.RunAsync(Name, async () =>
        {
            var work = await StartPutAsync(data, cancellation).ConfigureAwait(false);
            await EndAsync(work, cancellation).ConfigureAwait(false);
            return await WaitAsync(cancellation).ConfigureAwait(false);
        }, cancellation);

    /// <summary>Waits until work on the resource has ended, whoever began it.</summary>
    /// <exception cref="MigrateException">
    /// <c>Azure.ResourceFailed</c>: it ended badly; <c>Azure.NotFound</c>.
    /// </exception>
    public async Task<TData> WaitAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var its = await FindAsync(cancellation).ConfigureAwait(false) ?? throw new MigrateException(
                "Azure.NotFound", $"{Name} was removed while it was made.", "Run it again.", id.ToString());
            switch (ProvisioningState(its))
            {
                case null or "Succeeded":
                    return its;
                case "Failed" or "Canceled":
                    throw new MigrateException("Azure.ResourceFailed", $"{Name} could not be made.",
                        "Look at the activity log of its resource group; then run it again.", id.ToString());
                default:
                    await Task.Delay(pollInterval, cancellation).ConfigureAwait(false);
                    break;
            }
        }
    }

    /// <summary>Removes the resource; it is gone when this ends, and one that is not there is not an error.</summary>
    public Task DeleteAsync(CancellationToken cancellation) => AzureConnection.RunAsync(Name, async () =>
    {
        try
        {
            var work = await StartDeleteAsync(cancellation).ConfigureAwait(false);
            await EndAsync(work, cancellation).ConfigureAwait(false);
        }
        catch (RequestFailedException gone) when (gone.Status == 404)
        {
            return;
        }
        // What is asked again after a lost answer may tell of no work while the first is still going on.
        while (await FindAsync(cancellation).ConfigureAwait(false) is not null)
            await Task.Delay(pollInterval, cancellation).ConfigureAwait(false);
    }, cancellation);

    /// <summary>The state of work on the resource; null for kinds that have none.</summary>
    public abstract string? ProvisioningState(TData data);

    protected abstract Task<TData> ReadAsync(CancellationToken cancellation);

    protected abstract Task<Operation> StartPutAsync(TData data, CancellationToken cancellation);

    protected abstract Task<Operation> StartDeleteAsync(CancellationToken cancellation);

    /// <summary>Follows long work to its end, and throws what it ended badly by.</summary>
    protected async Task EndAsync(Operation work, CancellationToken cancellation)
    {
        while (!work.HasCompleted)
        {
            await Task.Delay(Pause(work.GetRawResponse()), cancellation).ConfigureAwait(false);
            try
            {
                await work.UpdateStatusAsync(cancellation).ConfigureAwait(false);
            }
            catch (RequestFailedException nameless) when (nameless.Status == 202)
            {
                // Accepted, and nothing to ask for the work: the resource tells its end.
                return;
            }
        }
    }

    private TimeSpan Pause(Response answer) =>
        answer.Headers.TryGetValue("Retry-After", out var text) && int.TryParse(text, out var seconds)
            && seconds is > 0 and < 600 ? TimeSpan.FromSeconds(seconds) : pollInterval;
}
