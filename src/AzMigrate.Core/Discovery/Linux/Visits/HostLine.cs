using Renci.SshNet;

namespace AzMigrate.Discovery.Linux.Visits;

/// <summary>A connection to a host, and the tunnel that it goes through.</summary>
internal sealed class HostLine(SshClient client, IDisposable? tunnel) : IDisposable
{
    public SshClient Client => client;

    public void Dispose()
    {
        client.Dispose();
        tunnel?.Dispose();
    }
}
