using AzMigrate.Discovery;
using AzMigrate.Discovery.Cim;
using AzMigrate.Discovery.Hosts;
using AzMigrate.Discovery.HyperV;
using AzMigrate.Discovery.Windows;
using AzMigrate.Tests.Discovery.Cim;

namespace AzMigrate.Tests.Discovery.HyperV;

/// <summary>Hosts in memory by the names that they are reached by.</summary>
internal sealed class HostNetwork
{
    private readonly Dictionary<string, Func<ICimClient>> _hosts = new(StringComparer.Ordinal);

    /// <summary>Names that were visited, in their order.</summary>
    public List<string> Visited { get; } = [];

    public List<FakeCimClient> Clients { get; } = [];

    public HostNetwork Add(params RecordedHost[] hosts)
    {
        foreach (var host in hosts)
            _hosts[host.Name + ".corp.example"] = host.Client;
        return this;
    }

    public HostNetwork Add(string name, Func<ICimClient> host)
    {
        _hosts[name] = host;
        return this;
    }

    /// <summary>The source of these names.</summary>
    public HyperVSource Source(string? folder, params string[] names)
    {
        var connection = new HyperVConnection { Hosts = names };
        return new HyperVSource(
            connection, new SourceOpening { Folder = folder },
            new ServerVisits(connection.Cim, Open, (_, _) => Task.CompletedTask),
            TimeSpan.Zero);
    }

    private ICimClient Open(HostAddress host)
    {
        lock (Visited)
        {
            Visited.Add(host.Host);
            if (!_hosts.TryGetValue(host.Host, out var open))
                throw new MigrateException(
                    "Source.Unreachable", $"{host.Host} cannot be reached.", "Check its name.", host.Host);
            var client = open();
            if (client is FakeCimClient fake)
                Clients.Add(fake);
            return client;
        }
    }
}
