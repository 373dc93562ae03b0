using AzMigrate.Discovery.Cim;

namespace AzMigrate.Discovery.Windows.Machines;

/// <summary>
/// Whether UEFI's secure boot is on, from the registry by way of WMI: what Windows writes there at its start.
/// </summary>
internal static class SecureBoot
{
    private const string RegistryNamespace = "root/cimv2";
    private const string RegistryClass = "StdRegProv";
    private const uint LocalMachine = 0x80000002;

    private static readonly Dictionary<string, object?> Arguments = new()
    {
        ["hDefKey"] = LocalMachine,
        ["sSubKeyName"] = @"SYSTEM\CurrentControlSet\Control\SecureBoot\State",
        ["sValueName"] = "UEFISecureBootEnabled",
    };

    private static readonly Dictionary<string, string> NoKeys = [];

    /// <summary>True or false; null where the server does not tell, as when the account may not call methods.</summary>
    public static async Task<bool?> ReadAsync(ICimClient client, CancellationToken cancellation)
    {
        try
        {
            var answer = await client.InvokeAsync(
                RegistryNamespace, RegistryClass, NoKeys, "GetDWORDValue", Arguments, cancellation)
                    .ConfigureAwait(false);
            return answer.GetUInt64("ReturnValue") == 0 ? answer.GetUInt64("uValue") switch
            {
                0 => false,
                1 => true,
                _ => null,
            } : null;
        }
        catch (MigrateException error) when (error.Code.StartsWith("CIM.", StringComparison.Ordinal))
        {
            return null;
        }
    }
}
