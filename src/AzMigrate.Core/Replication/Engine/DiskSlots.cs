namespace AzMigrate.Replication.Engine;

/// <summary>
/// How many disks are copied at once: in total, of one machine, from one host, from one datastore. Who waits is served
/// in order of urgency, then of coming.
/// </summary>
internal sealed class DiskSlots(ReplicationLimits limits)
{
    private readonly object _gate = new();
    private readonly Dictionary<string, int> _taken = new(StringComparer.Ordinal);
    private readonly List<Waiting> _waiting = [];

    /// <summary>Waits for a place; disposing what it gives frees it.</summary>
    /// <param name="keys">The places that a disk takes: kind and name of each.</param>
    /// <param name="urgency">The smaller comes first.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<IDisposable> EnterAsync(IReadOnlyList<SlotKey> keys, int urgency, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var mine = new Waiting(keys, urgency);
        lock (_gate)
        {
            var place = _waiting.FindIndex(other => other.Urgency > urgency);
            _waiting.Insert(place < 0 ? _waiting.Count : place, mine);
            Serve();
        }

        using (cancellation.Register(() => Leave(mine, cancellation)))
            await mine.Turn.Task.ConfigureAwait(false);
        return new Slot(this, keys);
    }

    private void Leave(Waiting who, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_waiting.Remove(who))
                who.Turn.TrySetCanceled(cancellation);
        }
    }

    private void Free(IReadOnlyList<SlotKey> keys)
    {
        lock (_gate)
        {
            foreach (var key in keys)
                _taken[key.Name]--;
            Serve();
        }
    }

    // Under the lock. Who does not fit does not hold up those behind.
    private void Serve()
    {
        for (var i = 0; i < _waiting.Count;)
        {
            var next = _waiting[i];
            if (!next.Keys.All(key => Taken(key) < key.Most(limits)))
            {
                i++;
                continue;
            }

            foreach (var key in next.Keys)
                _taken[key.Name] = Taken(key) + 1;
            _waiting.RemoveAt(i);
            next.Turn.TrySetResult(true);
        }
    }

    private int Taken(SlotKey key) => _taken.TryGetValue(key.Name, out var taken) ? taken : 0;

    private sealed record Waiting(IReadOnlyList<SlotKey> Keys, int Urgency)
    {
        public TaskCompletionSource<bool> Turn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class Slot(DiskSlots slots, IReadOnlyList<SlotKey> keys) : IDisposable
    {
        private int _isFree;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isFree, 1) == 0)
                slots.Free(keys);
        }
    }
}

/// <summary>A place that a disk takes while it is copied.</summary>
/// <param name="Name">What is shared, such as <c>host:esx1</c>.</param>
/// <param name="Most">How many may have it at once.</param>
internal sealed record SlotKey(string Name, Func<ReplicationLimits, int> Most);
