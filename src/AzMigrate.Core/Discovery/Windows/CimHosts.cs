using AzMigrate.Discovery.Cim;
using AzMigrate.Discovery.Hosts;

namespace AzMigrate.Discovery.Windows;

/// <summary>The servers of a source that is asked by CIM.</summary>
internal static class CimHosts
{
    // By which a server is known in its source, whatever the port that it is reached on.
    private const int NamedPort = 5985;

    /// <summary>The servers in the order given, ranges spread out, each once.</summary>
    /// <exception cref="MigrateException"><c>Source.AddressInvalid</c>.</exception>
    public static IReadOnlyList<HostAddress> Parse(IReadOnlyList<string> hosts)
    {
        var parsed = HostList.Parse(hosts, NamedPort, NamedPort);
        return parsed.All(host => host is { User: null, Port: NamedPort }) ? parsed : throw new MigrateException(
            "Source.AddressInvalid", "What was given as servers has a user or a port in it.",
            "Give names and addresses alone; the port goes into -Port, the user into the credential.");
    }

    /// <summary>As people are shown them.</summary>
    public static string Shown(IReadOnlyList<string> hosts)
    {
        var parsed = Parse(hosts);
        return parsed.Count == 1
            ? parsed[0].Host : FormattableString.Invariant($"{parsed[0].Host} and {parsed.Count - 1} more");
    }

    /// <summary>Refuses settings that cannot be right.</summary>
    /// <exception cref="MigrateException">
    /// <c>Source.AddressInvalid</c>, <c>Source.ParallelInvalid</c>, and those of <see cref="CimSettings.Check"/>.
    /// </exception>
    public static void Check(IReadOnlyList<string> hosts, CimSettings settings, int parallel)
    {
        Parse(hosts);
        settings.Check();
        if (parallel is < 1 or > 256)
            throw new MigrateException(
                "Source.ParallelInvalid",
                FormattableString.Invariant($"{parallel} servers cannot be visited side by side."),
                "Give a number from 1 to 256.");
    }
}
