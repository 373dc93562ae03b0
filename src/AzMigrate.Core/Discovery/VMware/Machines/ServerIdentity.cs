using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Discovery.VMware.Machines;

/// <summary>By what a server is known again, whatever its name or address.</summary>
internal static class ServerIdentity
{
    /// <summary>A vCenter Server's instance UUID; the hardware's UUID of an ESXi host alone.</summary>
    public static async Task<string?> ReadAsync(IVimClient client, CancellationToken cancellation)
    {
        var server = await client.ServiceContentAsync(cancellation).ConfigureAwait(false);
        var id = server.InstanceUuid;
        if (id is not null || server.IsVCenter)
            return id;
        var hosts = client.RetrieveViewAsync(
            server.RootFolder, [new VimPropertySet("HostSystem", ["summary.hardware.uuid"])], cancellation);
        await foreach (var host in hosts.ConfigureAwait(false))
            id = host.Text("summary.hardware.uuid");
        return id;
    }
}
