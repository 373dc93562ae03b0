using System.Runtime.CompilerServices;

namespace AzMigrate.Discovery.Hosts;

/// <summary>
/// Visits side by side, results in the order of the hosts: one that hangs does not hold the others up.
/// </summary>
internal static class OrderedVisits
{
    public static async IAsyncEnumerable<TResult> RunAsync<T, TResult>(
        IEnumerable<T> hosts, int parallel, Func<T, CancellationToken, Task<TResult>> visit,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var slots = new SemaphoreSlim(parallel);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var token = stop.Token;
        async Task<TResult> InTurn(T host)
        {
            await slots.WaitAsync(token).ConfigureAwait(false);
            try
            {
                return await visit(host, token).ConfigureAwait(false);
            }
            finally
            {
                slots.Release();
            }
        }

        // A result that was given is let go of: thousands of hosts are more than memory has room for at once.
        var running = new Queue<Task<TResult>>(hosts.Select(InTurn).ToList());
        try
        {
            while (running.Count > 0)
                yield return await running.Dequeue().ConfigureAwait(false);
        }
        finally
        {
            stop.Cancel();
            foreach (var task in running)
                await Task.WhenAny(task).ConfigureAwait(false);
        }
    }
}
