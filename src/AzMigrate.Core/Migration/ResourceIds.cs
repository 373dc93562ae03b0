namespace AzMigrate.Migration;

/// <summary>Reads Azure's resource ids.</summary>
internal static class ResourceIds
{
    /// <summary>The last part.</summary>
    public static string NameOf(string id) => id.Substring(id.LastIndexOf('/') + 1);

    /// <summary>The subscription of <c>/subscriptions/GUID/…</c>.</summary>
    /// <exception cref="MigrateException"><c>Azure.ResourceIdInvalid</c>.</exception>
    public static string SubscriptionOf(string id)
    {
        var parts = id.Split('/');
        return parts.Length > 3 && parts[0].Length == 0
            && parts[1].Equals("subscriptions", StringComparison.OrdinalIgnoreCase) && Guid.TryParse(parts[2], out _)
            ? parts[2] : throw new MigrateException(
                "Azure.ResourceIdInvalid", $"'{id}' is no resource id.",
                "Give an id such as /subscriptions/GUID/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet/subnets/default.",
                id);
    }

    /// <summary>A subscription as it was given, or that of a subnet.</summary>
    /// <exception cref="MigrateException"><c>Azure.ResourceIdInvalid</c>.</exception>
    public static string Subscription(string? given, string subnet) =>
        given is null ? SubscriptionOf(subnet) : Guid.TryParse(given, out _) ? given : throw new MigrateException(
            "Azure.ResourceIdInvalid", $"'{given}' is no id of a subscription.",
            "Give its GUID; `az account list` and Get-AzSubscription show it.", given);
}
