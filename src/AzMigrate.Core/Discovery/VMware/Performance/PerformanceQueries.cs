using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Discovery.VMware.Performance;

/// <summary>What is asked of one entity.</summary>
/// <param name="NativeId">The entity.</param>
/// <param name="Span">At which interval, from when to when.</param>
/// <param name="Metrics">Counters by the server's numbers, and instances.</param>
internal sealed record EntityQuery(
    string NativeId, CollectionSpan Span, IReadOnlyList<(int CounterKey, string Instance)> Metrics);

/// <summary>
/// Asks for many entities in few calls, within what the server allows; a refused call is halved until what is refused
/// stands alone. What a refusal teaches holds for the calls after it. For several threads.
/// </summary>
internal sealed class PerformanceQueries(IVimClient client, MoRef manager, int queryMetrics)
{
    /// <summary>More entities in a call bring nothing and hold the server's threads longer.</summary>
    public const int MostEntities = 50;

    // An answer that breaks off half way is asked for again as a whole.
    private const int Attempts = 3;

    private int _queryMetrics = Math.Max(1, queryMetrics);

    /// <summary>Asks; an entity may come in several answers.</summary>
    /// <param name="queries">The questions, one an entity.</param>
    /// <param name="take">Given each answer.</param>
    /// <param name="refused">Given each entity that the server refuses by itself, with the fault.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    public async Task AskAsync(
        IEnumerable<EntityQuery> queries, Action<EntityAnswer> take, Action<EntityQuery, VimFaultException> refused,
        CancellationToken cancellationToken)
    {
        var left = new Stack<List<EntityQuery>>();
        left.Push(queries.Where(query => query.Metrics.Count > 0).ToList());
        while (left.Count > 0)
        {
            var call = left.Pop();
            if (call.Count == 0)
                continue;
            var first = Fitting(call, left);
            try
            {
                foreach (var answer in await CallAsync(first, cancellationToken).ConfigureAwait(false))
                    take(answer);
            }
            catch (VimFaultException fault)
            {
                Divide(first, fault, left, refused);
            }
        }
    }

    // The part of the questions that one call may ask; the rest goes back.
    private List<EntityQuery> Fitting(List<EntityQuery> queries, Stack<List<EntityQuery>> left)
    {
        var limit = Volatile.Read(ref _queryMetrics);
        if (queries[0].Metrics.Count > limit)
        {
            var (head, tail) = Halves(queries[0], limit);
            left.Push([tail, .. queries.Skip(1)]);
            return [head];
        }

        var count = 0;
        for (var metrics = 0; count < queries.Count && count < MostEntities; count++)
        {
            metrics += queries[count].Metrics.Count;
            if (metrics > limit)
                break;
        }

        if (count < queries.Count)
            left.Push(queries.GetRange(count, queries.Count - count));
        return queries.GetRange(0, count);
    }

    private void Divide(
        List<EntityQuery> call, VimFaultException fault, Stack<List<EntityQuery>> left,
        Action<EntityQuery, VimFaultException> refused)
    {
        if (fault.FaultType == "ManagedObjectNotFound" && fault.Detail?.ReferenceOf("obj") is { } gone
            && call.Find(query => query.NativeId == gone.Id) is { } found)
        {
            refused(found, fault);
            left.Push(call.Where(query => query.NativeId != gone.Id).ToList());
            return;
        }

        var tooMany = fault.FaultText.Contains("maxQueryMetrics");
        if (tooMany)
            Learn(call.Sum(query => query.Metrics.Count) / 2);
        if (call.Count > 1)
        {
            left.Push(call.GetRange(call.Count / 2, call.Count - (call.Count / 2)));
            left.Push(call.GetRange(0, call.Count / 2));
        }
        else if (tooMany && call[0].Metrics.Count > 1)
        {
            var (head, tail) = Halves(call[0], call[0].Metrics.Count / 2);
            left.Push([tail]);
            left.Push([head]);
        }
        else
        {
            refused(call[0], fault);
        }
    }

    private void Learn(int metrics)
    {
        metrics = Math.Max(1, metrics);
        for (var known = Volatile.Read(ref _queryMetrics); metrics < known;)
        {
            var was = Interlocked.CompareExchange(ref _queryMetrics, metrics, known);
            if (was == known)
                break;
            known = was;
        }
    }

    private static (EntityQuery Head, EntityQuery Tail) Halves(EntityQuery query, int metrics) => (
        query with { Metrics = query.Metrics.Take(metrics).ToList() },
        query with { Metrics = query.Metrics.Skip(metrics).ToList() });

    private async Task<List<EntityAnswer>> CallAsync(List<EntityQuery> queries, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var answers = new List<EntityAnswer>(queries.Count);
                var values = client.CallAsync(manager, "QueryPerf", call => Write(call, queries), cancellationToken);
                await foreach (var value in values.ConfigureAwait(false))
                {
                    if (EntityAnswer.Read(value) is { } answer)
                        answers.Add(answer);
                }

                return answers;
            }
            catch (SourceException broken) when (broken.IsTransient && attempt < Attempts)
            {
                // The client has waited before it gave up; what had come of the answer is dropped.
            }
        }
    }

    // The order of the elements is the schema's (PerfQuerySpec).
    private static void Write(VimWriter call, List<EntityQuery> queries)
    {
        foreach (var query in queries)
        {
            call.Object("querySpec", spec =>
            {
                var span = query.Span;
                spec.Reference("entity", new MoRef("VirtualMachine", query.NativeId));
                spec.Time("startTime", span.Start);
                // Samples are stamped with their end, so that the last wanted one ends here.
                spec.Time("endTime", span.End);
                // Some servers give no sample unless told how many.
                spec.Number("maxSample", (long)Math.Ceiling((span.End - span.Start).TotalSeconds / span.Seconds));
                foreach (var (key, instance) in query.Metrics)
                    spec.Object("metricId", metric => metric.Number("counterId", key).Text("instance", instance));
                spec.Number("intervalId", span.Seconds);
                // A quarter of the bytes; a server that does not know it answers in the normal format.
                spec.Text("format", "csv");
            });
        }
    }
}
