namespace AzMigrate.Discovery.HyperV.Machines;

/// <summary>Reads the ids of Hyper-V's settings, <c>Microsoft:VM\device\…</c>, and paths that name them.</summary>
internal static class InstancePath
{
    private const string Prefix = "Microsoft:";
    private const string GuestNetwork = "GuestNetwork\\";

    /// <summary>
    /// Id of the VM that a setting is of, in small letters; null for defaults and ranges. A checkpoint's settings begin
    /// with the checkpoint's id, so they are no VM's.
    /// </summary>
    public static string? VmOf(string? instanceId)
    {
        var rest = After(instanceId);
        return rest is { Length: >= 36 } && Guid.TryParseExact(rest.Substring(0, 36), "D", out var id)
            && (rest.Length == 36 || rest[36] == '\\') ? id.ToString("D") : null;
    }

    /// <summary>The part behind the VM, such as an adapter's id, in small letters; null where there is none.</summary>
    public static string? DeviceOf(string? instanceId) =>
        VmOf(instanceId) is not null && After(instanceId)!.Length > 37
            ? After(instanceId)!.Substring(37).ToLowerInvariant() : null;

    /// <summary>
    /// The value of a key in a path such as <c>\\HV1\root\virtualization\v2:Msvm_X.InstanceID="Microsoft:…\\0\\D"</c>.
    /// </summary>
    public static string? KeyOf(string? path, string key)
    {
        var at = -1;
        // Behind the class or another key: CreationClassName ends like Name.
        foreach (var before in new[] { '.', ',' })
            at = Math.Max(at, path?.IndexOf(before + key + "=\"", StringComparison.OrdinalIgnoreCase) ?? -1);
        if (at < 0)
            return null;
        var start = at + key.Length + 3;
        var value = new System.Text.StringBuilder();
        for (var i = start; i < path!.Length && path[i] != '"'; i++)
        {
            if (path[i] == '\\' && i + 1 < path.Length)
                i++;
            value.Append(path[i]);
        }

        return value.ToString();
    }

    private static string? After(string? instanceId)
    {
        if (instanceId is null || !instanceId.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            return null;
        var rest = instanceId.Substring(Prefix.Length);
        return rest.StartsWith(GuestNetwork, StringComparison.OrdinalIgnoreCase)
            ? rest.Substring(GuestNetwork.Length) : rest;
    }
}
