using System.Runtime.CompilerServices;

namespace AzMigrate.Discovery.VMware.Client;

/// <summary>
/// Properties of many objects, page by page. What breaks on the way is begun again, and no object is given twice:
/// views and page tokens die with the session, so there is no going on in the middle. Once for each retrieval.
/// </summary>
internal sealed class PropertyRetrieval
{
    private const int Batch = 64;
    private readonly VimSession _session;
    private readonly IVimClient _client;
    private readonly VimKept? _kept;
    private volatile IReadOnlyList<VimPropertySet> _wanted;

    public PropertyRetrieval(VimSession session, IVimClient client, IReadOnlyList<VimPropertySet> properties)
    {
        _session = session;
        _client = client;
        _wanted = properties;
        _kept = properties.Count == 1 ? properties[0].Kept : null;
    }

    public IAsyncEnumerable<VimObject> ViewAsync(MoRef container, CancellationToken cancellation) =>
        PersistAsync((wanted, _) => ReadViewAsync(container, wanted, cancellation), _ => false, cancellation);

    public async IAsyncEnumerable<VimObject> ObjectsAsync(
        IReadOnlyList<MoRef> objects, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var (limits, pages) = (_session.Limits, new Queue<PageAhead>());
        try
        {
            for (var start = 0; start < objects.Count || pages.Count > 0;)
            {
                for (; start < objects.Count && pages.Count <= limits.PagesAhead; start += limits.PageObjects)
                    pages.Enqueue(StartPage(objects, start, leaving.Token));
                while (await pages.Peek().NextAsync().ConfigureAwait(false))
                    yield return pages.Peek().Current;
                await pages.Dequeue().DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            // Who leaves in the middle does not wait for the pages ahead.
            if (pages.Count > 1)
                leaving.Cancel();
            while (pages.Count > 0)
                await pages.Dequeue().DisposeAsync().ConfigureAwait(false);
        }
    }

    private PageAhead StartPage(IReadOnlyList<MoRef> objects, int start, CancellationToken cancellation)
    {
        var asked = objects.Skip(start).Take(_session.Limits.PageObjects).ToList();
        var found = PersistAsync(
            (wanted, given) => ReadObjectsAsync(asked.FindAll(item => !given.Contains(item)), wanted, cancellation),
            asked.Remove, cancellation);
        return new PageAhead(found.GetAsyncEnumerator(cancellation));
    }

    /// <param name="read">Reads what is wanted from the start; told what has been given already.</param>
    /// <param name="forget">Leaves an object out that is gone; false when it was not asked for.</param>
    /// <param name="cancellation">Ends it.</param>
    private async IAsyncEnumerable<VimObject> PersistAsync(
        Func<IReadOnlyList<VimPropertySet>, HashSet<MoRef>, IAsyncEnumerable<VimObject>> read, Func<MoRef, bool> forget,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var given = new HashSet<MoRef>();
        for (var attempt = 0; ;)
        {
            var before = given.Count;
            SourceException? broken = null;
            var wanted = _wanted;
            var objects = read(wanted, given).GetAsyncEnumerator(cancellation);
            try
            {
                while (broken is null)
                {
                    try
                    {
                        if (!await objects.MoveNextAsync().ConfigureAwait(false))
                            yield break;
                    }
                    catch (SourceException error) when (IsWorthRepeating(error))
                    {
                        broken = error;
                        break;
                    }
                    var item = objects.Current;
                    if (item.Missing.Any(missing => missing.FaultType == "NotAuthenticated"))
                    {
                        // Some servers answer a dead session so, with status 200.
                        _session.Expire();
                        broken = SourceErrors.SessionExpired(_session.Address);
                    }
                    else if (given.Add(item.Reference))
                    {
                        yield return item;
                    }
                }
            }
            finally
            {
                await objects.DisposeAsync().ConfigureAwait(false);
            }
            if (broken is VimFaultException { FaultType: "ManagedObjectNotFound" } deleted
                && deleted.Detail?.ReferenceOf("obj") is MoRef gone && forget(gone))
                continue;
            if (broken is VimFaultException { FaultType: "InvalidProperty" } unknown)
            {
                if (unknown.Detail?.TextOf("name") is not { } name || !wanted.Any(set => set.Paths.Contains(name)))
                    throw unknown;
                _wanted = Without(_wanted, name);
                continue;
            }
            attempt = given.Count > before ? 1 : attempt + 1;
            if (attempt > _session.Limits.Retries)
                throw broken!;
            await _session.BackOffAsync(attempt - 1, cancellation).ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<VimObject> ReadViewAsync(
        MoRef container, IReadOnlyList<VimPropertySet> properties,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var content = await _client.ServiceContentAsync(cancellation).ConfigureAwait(false);
        var view = await new VimViews(_client, content).CreateAsync(container, properties, cancellation)
            .ConfigureAwait(false);
        try
        {
            var pages = ReadPagesAsync(content["propertyCollector"], arguments => arguments.Object(
                "specSet", specification => VimViews.WriteSpecification(specification, view, properties)),
                    cancellation);
            await foreach (var item in pages.ConfigureAwait(false))
                yield return item;
        }
        finally
        {
            await _session.ReleaseAsync(view, "DestroyView", null, cancellation).ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<VimObject> ReadObjectsAsync(
        List<MoRef> objects, IReadOnlyList<VimPropertySet> properties,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (objects.Count == 0)
            yield break;
        var content = await _client.ServiceContentAsync(cancellation).ConfigureAwait(false);
        var pages = ReadPagesAsync(content["propertyCollector"], arguments => arguments
            .Object("specSet", specification =>
            {
                VimViews.WriteProperties(specification, properties);
                foreach (var reference in objects)
                    specification.Object("objectSet", set => set.Reference("obj", reference));
                specification.Flag("reportMissingObjectsInResults", true);
            }), cancellation);
        await foreach (var item in pages.ConfigureAwait(false))
            yield return item;
    }

    private async IAsyncEnumerable<VimObject> ReadPagesAsync(
        MoRef collector, Action<VimWriter> specification, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // A page's token is not sent twice: a server that has given the page already would pass over the next one.
        string? token = null;
        try
        {
            do
            {
                using var answer = await OpenPageAsync(collector, specification, token, cancellation)
                    .ConfigureAwait(false);
                token = null;
                if (!await Task.Run(() => answer.Next() == "returnval" && answer.Enter(), cancellation)
                    .ConfigureAwait(false))
                    yield break;
                while (true)
                {
                    var fields = await Task.Run(() => answer.ReadSome(Batch, _kept), cancellation)
                        .ConfigureAwait(false);
                    if (fields.Count == 0)
                        break;
                    foreach (var field in fields)
                    {
                        if (field.Name == "token")
                            token = field.Value.Text;
                        else if (field.Name == "objects" && field.Value.ReferenceOf("obj") is MoRef reference)
                            yield return new VimObject(reference, field.Value);
                    }
                }
            }
            while (!string.IsNullOrEmpty(token));
        }
        finally
        {
            // Left in the middle: the server need not keep the other pages.
            if (!string.IsNullOrEmpty(token))
            {
                await _session.ReleaseAsync(
                    collector, "CancelRetrievePropertiesEx", arguments => arguments.Text("token", token!), cancellation)
                    .ConfigureAwait(false);
            }
        }
    }

    private Task<VimAnswer> OpenPageAsync(
        MoRef collector, Action<VimWriter> specification, string? token, CancellationToken cancellation) =>
            token is null
        ? _session.OpenAsync(collector, "RetrievePropertiesEx", arguments =>
        {
            specification(arguments);
            arguments.Object("options", options => options.Number("maxObjects", _session.Limits.PageObjects));
        }, isRepeatable: true, cancellation)
        : _session.OpenAsync(
            collector, "ContinueRetrievePropertiesEx", arguments => arguments.Text("token", token), isRepeatable: false,
            cancellation);

    private static bool IsWorthRepeating(SourceException error) =>
        error.IsTransient || error.Code == "Source.SessionExpired" || error is VimFaultException
        {
            FaultType: "ManagedObjectNotFound" or "InvalidArgument" or "InvalidProperty" or "NotAuthenticated"
        };

    // A server that does not know a property refuses the whole call.
    private static List<VimPropertySet> Without(IReadOnlyList<VimPropertySet> properties, string name) => properties
        .Select(set => set with { Paths = set.Paths.Where(path => path != name).ToList() })
        .ToList();
}
