using System.Diagnostics;
using System.Net.Sockets;
using AzMigrate.Projects;

namespace AzMigrate.Migration;

/// <summary>Looks at machines that were made: does it run, does its agent answer, do its ports.</summary>
public static class CutoverProbing
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Connect = TimeSpan.FromSeconds(5);

    /// <summary>Looks until all passes or the patience is over. Nothing is changed.</summary>
    /// <param name="run">Asks the platform.</param>
    /// <param name="replication">The replication; it has a machine.</param>
    /// <param name="ports">TCP ports that have to take connections on one of the machine's addresses.</param>
    /// <param name="patience">How long to wait for it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The machine as it is, null when there is none; and what was found.</returns>
    public static async Task<(LaunchedMachine? Machine, IReadOnlyList<CutoverProbe> Probes)> ProbeAsync(
        MigrationRun run, MigrateReplication replication, IReadOnlyList<int> ports, TimeSpan patience,
        CancellationToken cancellationToken = default)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var machine = await run.GetMachineAsync(replication, cancellationToken).ConfigureAwait(false);
            var probes = await LookAsync(replication, machine, ports, cancellationToken).ConfigureAwait(false);
            if (probes.TrueForAll(probe => probe.Passed) || clock.Elapsed >= patience)
                return (machine, probes);
            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<List<CutoverProbe>> LookAsync(
        MigrateReplication replication, LaunchedMachine? machine, IReadOnlyList<int> ports,
        CancellationToken cancellation)
    {
        var probes = new List<CutoverProbe>();
        if (machine is null)
        {
            probes.Add(new CutoverProbe("State", false, "There is no such machine."));
            return probes;
        }

        // A rehearsal's files cannot run; that they are there is all that can be said of them.
        var isFolder = replication.Settings.ReplicaKind == ReplicaKind.Folder;
        probes.Add(new CutoverProbe("State", machine.IsRunning || isFolder, machine.State));
        if (machine.AgentState is { } agent)
            probes.Add(new CutoverProbe("Agent", agent.Equals("Ready", StringComparison.OrdinalIgnoreCase), agent));
        foreach (var port in ports)
            probes.Add(await PortAsync(machine, port, cancellation).ConfigureAwait(false));
        return probes;
    }

    private static async Task<CutoverProbe> PortAsync(LaunchedMachine machine, int port, CancellationToken cancellation)
    {
        var name = FormattableString.Invariant($"TCP {port}");
        var detail = "the machine has no address";
        foreach (var address in machine.Addresses)
        {
            cancellation.ThrowIfCancellationRequested();
            using var client = new TcpClient();
            try
            {
                var connecting = client.ConnectAsync(address, port);
                if (await Task.WhenAny(connecting, Task.Delay(Connect, cancellation))
                    .ConfigureAwait(false) == connecting)
                {
                    await connecting.ConfigureAwait(false);
                    return new CutoverProbe(name, true, address);
                }

                detail = $"{address}: no answer within 5 s";
                _ = connecting.ContinueWith(
                    late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted,
                    TaskScheduler.Default);
            }
            catch (SocketException refusal)
            {
                detail = $"{address}: {refusal.SocketErrorCode}";
            }
        }

        return new CutoverProbe(name, false, detail);
    }
}
