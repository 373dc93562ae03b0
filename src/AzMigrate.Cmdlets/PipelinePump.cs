using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace AzMigrate.Cmdlets;

/// <summary>Runs work on the thread pool and carries its writes to the thread that waits for it.</summary>
internal sealed class PipelinePump : IDisposable
{
    // Bounded, so that a slow command downstream holds the producer back instead of filling memory.
    private readonly BlockingCollection<Action> _writes = new(boundedCapacity: 128);

    /// <summary>Queues a write; waits while the queue is full.</summary>
    public void Post(Action write) => _writes.Add(write);

    /// <summary>Queues a write unless the queue is full or the work has ended.</summary>
    public void TryPost(Action write)
    {
        try
        {
            _writes.TryAdd(write);
        }
        catch (InvalidOperationException)
        {
            // What comes after the end, or after this is disposed, has nobody to be told to.
            return;
        }
    }

    /// <summary>Runs the work to its end and does its writes on the calling thread.</summary>
    public void Run(Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var running = RunToEnd(work, stop.Token);
        ExceptionDispatchInfo? refused = null;
        foreach (var write in _writes.GetConsumingEnumerable(CancellationToken.None))
        {
            // After a refused write the rest is dropped, but the work is awaited: nothing of it may outlive the cmdlet.
            if (refused is not null)
                continue;
            try
            {
                write();
            }
#pragma warning disable CA1031 // Whatever it is, it is thrown again below, once the work has ended.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                refused = ExceptionDispatchInfo.Capture(exception);
                stop.Cancel();
            }
        }

        refused?.Throw();
        running.GetAwaiter().GetResult();
    }

    public void Dispose() => _writes.Dispose();

    private Task RunToEnd(Func<CancellationToken, Task> work, CancellationToken stop) =>
        Task.Run(
            async () =>
            {
                try
                {
                    await work(stop).ConfigureAwait(false);
                }
                finally
                {
                    _writes.CompleteAdding();
                }
            },
            CancellationToken.None);
}
