using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.ResourceManager;
using Azure.ResourceManager.Resources;

namespace AzMigrate.Azure;

/// <summary>
/// A resource of a kind that the SDK's clients here have no types for: a network, a network interface, a storage
/// account.
/// </summary>
internal sealed class UntypedResource(ArmClient client, ResourceIdentifier id, TimeSpan pollInterval)
    : AzureResource<GenericResourceData>(id, pollInterval)
{
    // The SDK puts an id of this kind into the address as it is.
    private readonly ResourceIdentifier _escaped =
        new(string.Join("/", id.ToString().Split('/').Select(Uri.EscapeDataString)));

    private GenericResource Its => client.GetGenericResource(_escaped);

    /// <summary>The properties of its kind.</summary>
    public static JsonElement Properties(GenericResourceData data)
    {
        if (data.Properties is null)
            return default;
        using var document = JsonDocument.Parse(data.Properties);
        return document.RootElement.Clone();
    }

    public override string? ProvisioningState(GenericResourceData data) => Properties(data).Text("provisioningState");

    protected override async Task<GenericResourceData> ReadAsync(CancellationToken cancellation) =>
        (await Its.GetAsync(cancellation).ConfigureAwait(false)).Value.Data;

    protected override async Task<Operation> StartPutAsync(GenericResourceData data, CancellationToken cancellation) =>
        await client.GetGenericResources().CreateOrUpdateAsync(WaitUntil.Started, _escaped, data, cancellation)
            .ConfigureAwait(false);

    protected override async Task<Operation> StartDeleteAsync(CancellationToken cancellation) =>
        await Its.DeleteAsync(WaitUntil.Started, cancellation).ConfigureAwait(false);
}
