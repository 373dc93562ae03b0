namespace AzMigrate.Projects;

/// <summary>
/// Collects items into batches and writes each whole, one batch behind the one being filled: while a batch is written
/// the next one comes over the network. What is left in an unfinished batch is written by <see cref="FlushAsync"/>
/// only.
/// </summary>
internal sealed class WriteBehind<T>(int largestBatch, Action<IReadOnlyList<T>> write) : IAsyncDisposable
{
    private List<T> _batch = [];
    private Task _writing = Task.CompletedTask;

    public async Task AddAsync(T item, bool isFull = false)
    {
        _batch.Add(item);
        if (isFull || _batch.Count >= largestBatch)
            await FlushAsync().ConfigureAwait(false);
    }

    /// <summary>Starts the write of what has come; waits for the one before.</summary>
    public async Task FlushAsync()
    {
        await _writing.ConfigureAwait(false);
        if (_batch.Count == 0)
            return;
        var batch = _batch;
        _batch = [];
        _writing = Task.Run(() => write(batch), CancellationToken.None);
    }

    /// <summary>
    /// Waits for the write under way: nothing may go on after the end, and a failed write is not lost.
    /// </summary>
    public async ValueTask DisposeAsync() => await _writing.ConfigureAwait(false);
}
