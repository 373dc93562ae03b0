namespace AzMigrate.Projects;

/// <summary>Work on all cores whose results come in the order of its input, never more than a few ahead.</summary>
internal static class OrderedWork
{
    public static IEnumerable<TResult> Run<T, TResult>(
        IEnumerable<T> items, Func<T, TResult> work, CancellationToken cancellationToken)
    {
        var running = new Queue<Task<TResult>>();
        try
        {
            foreach (var item in items)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (running.Count > Environment.ProcessorCount)
                    yield return running.Dequeue().GetAwaiter().GetResult();
                running.Enqueue(Task.Run(() => work(item), cancellationToken));
            }

            while (running.Count > 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return running.Dequeue().GetAwaiter().GetResult();
            }
        }
        finally
        {
            // Nothing of ours may run on when the caller has gone; what failed second is of no interest.
            foreach (var task in running)
                Task.WhenAny(task).GetAwaiter().GetResult();
        }
    }
}
