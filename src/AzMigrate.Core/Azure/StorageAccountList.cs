using System.Text.Json;
using Azure;
using Azure.Core;
using Azure.ResourceManager;

namespace AzMigrate.Azure;

/// <summary>
/// The storage accounts of a resource group. The SDK's list of all that is in a group tells no addresses of theirs, and
/// needs another right.
/// </summary>
internal sealed class StorageAccountList(ArmClient client, ResourceIdentifier group) : ArmResource(client, group)
{
    /// <summary>Reads the list to its end.</summary>
    public Task<List<JsonElement>> ReadAsync(CancellationToken cancellation) =>
        AzureConnection.RunAsync($"{Id.Name}/storageAccounts", async () =>
        {
            var found = new List<JsonElement>();
            var address = Endpoint.GetLeftPart(UriPartial.Authority)
                + string.Join("/", Id.ToString().Split('/').Select(Uri.EscapeDataString))
                + $"/providers/Microsoft.Storage/storageAccounts?api-version={ApiVersions.StorageAccounts}";
            for (var page = address; page is { Length: > 0 };)
            {
                using var message = Pipeline.CreateMessage();
                message.Request.Method = RequestMethod.Get;
                message.Request.Uri.Reset(new Uri(page));
                message.Request.Headers.Add("Accept", "application/json");
                await Pipeline.SendAsync(message, cancellation).ConfigureAwait(false);
                if (message.Response.IsError)
                    throw new RequestFailedException(message.Response);
                using var document = JsonDocument.Parse(message.Response.Content);
                found.AddRange(document.RootElement.Items("value").Select(account => account.Clone()));
                page = document.RootElement.Text("nextLink");
            }
            return found;
        }, cancellation);
}
