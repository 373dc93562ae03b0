namespace AzMigrate.Discovery.HyperV.Performance;

/// <summary>
/// Names of the performance counters' instances, in a form that is equal where they mean the same. Windows writes other
/// characters for those that an instance's name may not have, and for the backslashes of a path.
/// </summary>
internal static class CounterNames
{
    private const string ProcessorMark = ":Hv VP ";

    /// <summary>A VM's display name.</summary>
    public static string OfMachine(string name) =>
        new(name.Trim().ToLowerInvariant().Select(character => character switch
        {
            '(' or ')' or '[' or ']' or '#' or '/' or '\\' or '_' => '_',
            _ => character,
        }).ToArray());

    /// <summary>The VM in <c>name:Hv VP 3</c>; null for another instance, such as the sum of all.</summary>
    public static string? OfProcessor(string instance)
    {
        var at = instance.LastIndexOf(ProcessorMark, StringComparison.OrdinalIgnoreCase);
        return at > 0 ? OfMachine(instance.Substring(0, at)) : null;
    }

    /// <summary>A disk file's path, or the instance that stands for it: <c>--?-C:-VMs-web.vhdx</c>.</summary>
    public static string OfPath(string path)
    {
        var text = OfMachine(path.Replace('\\', '-').Replace('/', '-')).TrimStart('-', '?', '.');
        return text.StartsWith("unc-", StringComparison.Ordinal) ? text.Substring(4).TrimStart('-') : text;
    }

    /// <summary>
    /// VM and adapter of <c>web_Network Adapter_GUID--GUID</c>, by which the adapter is named too; null for others.
    /// </summary>
    public static (string Vm, string Adapter)? OfAdapter(string instance)
    {
        const int Length = 36;
        const int Both = Length + 2 + Length;
        if (instance.Length < Both)
            return null;
        var tail = instance.Substring(instance.Length - Both);
        return tail.Substring(Length, 2) == "--" && Guid.TryParseExact(tail.Substring(0, Length), "D", out var vm)
            && Guid.TryParseExact(tail.Substring(Length + 2), "D", out var adapter)
            ? (vm.ToString("D"), adapter.ToString("D")) : null;
    }
}
