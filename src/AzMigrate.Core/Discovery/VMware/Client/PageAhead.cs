namespace AzMigrate.Discovery.VMware.Client;

/// <summary>A page whose request is on its way from the start, and which is read later.</summary>
internal sealed class PageAhead : IAsyncDisposable
{
    private readonly IAsyncEnumerator<VimObject> _objects;
    private Task<bool>? _first;

    public PageAhead(IAsyncEnumerator<VimObject> objects)
    {
        _objects = objects;
        _first = objects.MoveNextAsync().AsTask();
    }

    public VimObject Current => _objects.Current;

    public async ValueTask<bool> NextAsync()
    {
        if (_first is not { } first)
            return await _objects.MoveNextAsync().ConfigureAwait(false);
        _first = null;
        return await first.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        // A page that nobody read has no error to tell.
        if (_first is { } first)
            _ = (await Task.WhenAny(first).ConfigureAwait(false)).Exception;
        await _objects.DisposeAsync().ConfigureAwait(false);
    }
}
