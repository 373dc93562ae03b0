namespace AzMigrate.Projects;

/// <summary>
/// Writes the notes of all disks that are copied at once: what comes while one commit runs goes into the next.
/// </summary>
/// <param name="save">Writes entries in one transaction.</param>
internal sealed class DiskEntryWriter(Action<IReadOnlyList<DiskEntry>> save)
{
    private readonly object _gate = new();
    private List<Note> _waiting = [];
    private bool _isWriting;

    /// <summary>Ends when the entry is safely stored, after all that came before it.</summary>
    public Task WriteAsync(DiskEntry entry)
    {
        var note = new Note(entry, new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            _waiting.Add(note);
            if (!_isWriting)
            {
                _isWriting = true;
                _ = Task.Run(WriteWaiting);
            }
        }

        return note.Stored.Task;
    }

    private void WriteWaiting()
    {
        while (true)
        {
            List<Note> batch;
            lock (_gate)
            {
                if (_waiting.Count == 0)
                {
                    _isWriting = false;
                    return;
                }

                (batch, _waiting) = (_waiting, []);
            }

            try
            {
                save(batch.ConvertAll(note => note.Entry));
                batch.ForEach(note => note.Stored.TrySetResult(true));
            }
            catch (Exception failure)
            {
                // Each disk gets it where it waits for its note.
                batch.ForEach(note => note.Stored.TrySetException(failure));
            }
        }
    }

    private sealed record Note(DiskEntry Entry, TaskCompletionSource<bool> Stored);
}
