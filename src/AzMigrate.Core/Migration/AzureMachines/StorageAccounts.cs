using System.Text.Json;
using AzMigrate.Azure;

namespace AzMigrate.Migration.AzureMachines;

/// <summary>The storage accounts of a resource group that copies of disks can be kept in.</summary>
internal static class StorageAccounts
{
    /// <summary>The only one of the group in the region that has page blobs.</summary>
    /// <exception cref="MigrateException">
    /// <c>Replication.StorageAccountUnclear</c>: there is none, or there are several.
    /// </exception>
    public static async Task<(string Id, Uri BlobEndpoint)> PickAsync(
        AzureConnection azure, string subscription, string group, string location, CancellationToken cancellation)
    {
        var found = new List<(string Id, Uri BlobEndpoint)>();
        var all = await azure.StorageAccounts(subscription, group).ReadAsync(cancellation).ConfigureAwait(false);
        foreach (var account in all)
        {
            if (account.Text("location") is { } region && Plain(region) == Plain(location) && HasPageBlobs(account)
                && account.Text("properties", "primaryEndpoints", "blob") is { } endpoint)
                found.Add((account.Text("id")!, new Uri(endpoint)));
        }

        return found.Count == 1 ? found[0] : throw new MigrateException(
            "Replication.StorageAccountUnclear",
            found.Count == 0 ? $"The resource group {group} has no storage account in {location} that has page blobs."
                : $"The resource group {group} has {found.Count} storage accounts in {location} that have page blobs.",
            found.Count == 0 ? "Make one of the kind StorageV2, without a hierarchical namespace, or give another's resource id as -StorageAccount."
                : "Give one as -StorageAccount: " + string.Join(", ", found.Select(account => account.Id)) + ".",
            group);
    }

    private static bool HasPageBlobs(JsonElement account) => account.Text("kind") is "Storage" or "StorageV2"
        && account.Find("properties", "isHnsEnabled")?.ValueKind != JsonValueKind.True;

    private static string Plain(string region) => region.Replace(" ", "").ToLowerInvariant();
}
