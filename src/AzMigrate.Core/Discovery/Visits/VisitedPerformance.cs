using System.Runtime.CompilerServices;
using AzMigrate.Discovery.Hosts;

namespace AzMigrate.Discovery.Visits;

/// <summary>What a visit for performance brought.</summary>
/// <param name="Samples">The points, or why there are none.</param>
/// <param name="Next">What the next visit goes on from; null keeps what was there.</param>
internal readonly record struct VisitedSamples(CollectedSamples Samples, LastVisit? Next);

/// <summary>
/// Performance of hosts that are visited: one visit each, and what they counted since the last, which is remembered.
/// </summary>
/// <param name="folder">The project's folder; null to remember nothing.</param>
internal sealed class VisitedPerformance(string? folder)
{
    private VisitMemory? _memory;

    /// <summary>Visits the hosts of some machines.</summary>
    /// <param name="request">The machines.</param>
    /// <param name="hosts">The source's hosts.</param>
    /// <param name="parallel">How many are visited side by side.</param>
    /// <param name="visit">Visits the host of a machine, told of its last visit.</param>
    /// <param name="progress">Told after each visit.</param>
    /// <param name="cancellation">Ends it.</param>
    public async IAsyncEnumerable<CollectedSamples> CollectAsync(
        CollectionRequest request, IReadOnlyList<HostAddress> hosts, int parallel,
        Func<HostAddress, CollectionTarget, LastVisit?, CancellationToken, Task<VisitedSamples>> visit,
        IProgress<MigrateProgress>? progress, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (request.Targets.Count == 0)
            yield break;
        var byKey = hosts.ToDictionary(host => host.Key, StringComparer.Ordinal);
        // A source that stays open from round to round: the points of the round before are stored by now.
        Remember();
        var source = request.Targets[0].MachineId;
        var memory = new VisitMemory(folder, source.Substring(0, source.IndexOf('/')));
        var done = 0;
        var collected = OrderedVisits.RunAsync(
            request.Targets, parallel, (target, token) => VisitAsync(target, byKey, memory, visit, token),
            cancellation);
        await foreach (var (samples, next) in collected.ConfigureAwait(false))
        {
            memory.Set(samples.MachineId, next);
            yield return samples;
            progress?.Report(new MigrateProgress(
                "Collecting performance", samples.MachineId, ++done, request.Targets.Count));
        }

        _memory = memory;
    }

    /// <summary>Keeps what was read for the next visits, when all of a collection was taken.</summary>
    public void Remember() => _memory?.Save();

    /// <summary>Nothing, as the host is another machine now.</summary>
    public static VisitedSamples MachineChanged(CollectionTarget target, string host) => Nothing(
        target, "Performance.MachineChanged",
        $"At {host} is another machine than {target.MachineId}; nothing was collected of it.",
        "Run Start-MigrateDiscovery, which takes the new machine up.");

    /// <summary>Nothing, and why.</summary>
    public static VisitedSamples Nothing(CollectionTarget target, string code, string message, string remedy)
    {
        var problem = new MigrateProblem
        {
            Severity = ProblemSeverity.Warning,
            Code = code,
            Message = message,
            Remedy = remedy,
            Target = target.MachineId,
        };
        return new VisitedSamples(
            new CollectedSamples { MachineId = target.MachineId, Series = [], Problems = [problem] }, null);
    }

    private static async Task<VisitedSamples> VisitAsync(
        CollectionTarget target, Dictionary<string, HostAddress> hosts, VisitMemory memory,
        Func<HostAddress, CollectionTarget, LastVisit?, CancellationToken, Task<VisitedSamples>> visit,
        CancellationToken cancellation)
    {
        if (!hosts.TryGetValue(target.NativeId, out var host))
            return Nothing(target, "Performance.HostRemoved",
                $"The source has the host {target.NativeId} no longer; nothing was collected of it.",
                "Run Start-MigrateDiscovery, which marks machines that are gone.");
        try
        {
            return await visit(host, target, memory[target.MachineId], cancellation).ConfigureAwait(false);
        }
        catch (MigrateException error)
        {
            return Nothing(target, error.Code, error.Message, error.Remedy ?? "Run Test-MigrateSource.");
        }
    }
}
