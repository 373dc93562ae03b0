using System.Collections.Concurrent;

namespace AzMigrate.Replication.Sources.VMware.Vddk;

/// <summary>
/// One thread that does what it is given, in order: the library wants all calls for a disk from the thread that opened
/// it.
/// </summary>
internal sealed class VddkThread : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    public VddkThread(string name)
    {
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>
    /// Does work on the thread. What was given is done, or left when its turn comes after a cancellation.
    /// </summary>
    public Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellation)
    {
        var end = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(
            () =>
            {
                try
                {
                    cancellation.ThrowIfCancellationRequested();
                    end.SetResult(work());
                }
                catch (OperationCanceledException)
                {
                    end.SetCanceled();
                }
#pragma warning disable CA1031 // Whatever it is, who waits for the work gets it.
                catch (Exception error)
                {
                    end.SetException(error);
                }
#pragma warning restore CA1031
            },
            CancellationToken.None);
        return end.Task;
    }

    /// <summary>Waits until all that was given is done, and ends the thread.</summary>
    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
    }

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable())
            work();
    }
}
