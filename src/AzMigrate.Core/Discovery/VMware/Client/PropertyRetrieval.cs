using System.Runtime.CompilerServices;

namespace AzMigrate.Discovery.VMware.Client;

/// <summary>
/// Properties of many objects, page by page. What breaks on the way is begun again, and no object is given twice:
/// views and page tokens die with the session, so there is no going on in the middle.
/// </summary>
internal sealed class PropertyRetrieval
{
    private const int Batch = 64;
    private readonly VimSession _session;
    private readonly IVimClient _client;
    private readonly HashSet<MoRef> _given = [];

    public PropertyRetrieval(VimSession session, IVimClient client)
    {
        _session = session;
        _client = client;
    }

    public IAsyncEnumerable<VimObject> ViewAsync(
        MoRef container, IReadOnlyList<VimPropertySet> properties, CancellationToken cancellation) =>
        PersistAsync(properties, (wanted, _) => ReadViewAsync(container, wanted, cancellation), cancellation);

    public async IAsyncEnumerable<VimObject> ObjectsAsync(
        IReadOnlyList<MoRef> objects, IReadOnlyList<VimPropertySet> properties,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var page = _session.Limits.PageObjects;
        for (var start = 0; start < objects.Count; start += page)
        {
            var asked = objects.Skip(start).Take(page).ToList();
            var found = PersistAsync(properties, (wanted, gone) => ReadObjectsAsync(
                asked.Where(reference => !gone.Contains(reference) && !_given.Contains(reference)).ToList(),
                wanted, cancellation), cancellation);
            await foreach (var item in found.ConfigureAwait(false))
                yield return item;
        }
    }

    private async IAsyncEnumerable<VimObject> PersistAsync(
        IReadOnlyList<VimPropertySet> properties,
        Func<IReadOnlyList<VimPropertySet>, HashSet<MoRef>, IAsyncEnumerable<VimObject>> read,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        var gone = new HashSet<MoRef>();
        for (var attempt = 0; ;)
        {
            var before = _given.Count + gone.Count;
            SourceException? broken = null;
            var objects = read(properties, gone).GetAsyncEnumerator(cancellation);
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
                    else if (_given.Add(item.Reference))
                    {
                        yield return item;
                    }
                }
            }
            finally
            {
                await objects.DisposeAsync().ConfigureAwait(false);
            }
            if (broken is VimFaultException fault)
            {
                if (fault.FaultType == "ManagedObjectNotFound" && fault.Detail?.ReferenceOf("obj") is MoRef deleted)
                    gone.Add(deleted);
                if (fault.FaultType == "InvalidProperty")
                    properties = Without(properties, fault);
            }
            attempt = _given.Count + gone.Count > before ? 1 : attempt + 1;
            if (attempt > _session.Limits.Retries)
                throw broken!;
            await _session.BackOffAsync(attempt - 1, cancellation).ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<VimObject> ReadViewAsync(
        MoRef container, IReadOnlyList<VimPropertySet> properties, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var content = await _client.ServiceContentAsync(cancellation).ConfigureAwait(false);
        MoRef? created = null;
        var call = _client.CallAsync(content["viewManager"], "CreateContainerView", arguments =>
        {
            arguments.Reference("container", container);
            foreach (var set in properties)
                arguments.Text("type", set.Type);
            arguments.Flag("recursive", true);
        }, cancellation);
        await foreach (var value in call.ConfigureAwait(false))
            created = value.Reference;
        if (created is not MoRef view)
            throw SourceErrors.Invalid("CreateContainerView", "it names no view");
        var pages = ReadPagesAsync(content["propertyCollector"], arguments => arguments
            .Object("specSet", specification =>
            {
                WriteProperties(specification, properties);
                specification.Object("objectSet", set => set
                    .Reference("obj", view)
                    .Flag("skip", true)
                    .Object("selectSet", traversal => traversal
                        .Text("name", "view")
                        .Text("type", "ContainerView")
                        .Text("path", "view")
                        .Flag("skip", false), "TraversalSpec"));
            }), cancellation);
        await foreach (var item in pages.ConfigureAwait(false))
            yield return item;
        await foreach (var _ in _client.CallAsync(view, "DestroyView", null, cancellation).ConfigureAwait(false))
        {
        }
    }

    private async IAsyncEnumerable<VimObject> ReadObjectsAsync(
        List<MoRef> objects, IReadOnlyList<VimPropertySet> properties, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (objects.Count == 0)
            yield break;
        var content = await _client.ServiceContentAsync(cancellation).ConfigureAwait(false);
        var pages = ReadPagesAsync(content["propertyCollector"], arguments => arguments
            .Object("specSet", specification =>
            {
                WriteProperties(specification, properties);
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
        var method = "RetrievePropertiesEx";
        Action<VimWriter> arguments = writer =>
        {
            specification(writer);
            writer.Object("options", options => options.Number("maxObjects", _session.Limits.PageObjects));
        };
        while (true)
        {
            string? token = null;
            using (var answer = await _session.OpenAsync(
                collector, method, arguments, isRepeatable: method == "RetrievePropertiesEx", cancellation).ConfigureAwait(false))
            {
                if (!await Task.Run(() => answer.Next() == "returnval" && answer.Enter(), cancellation).ConfigureAwait(false))
                    yield break;
                while (true)
                {
                    var fields = await Task.Run(() => answer.ReadSome(Batch), cancellation).ConfigureAwait(false);
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
            if (string.IsNullOrEmpty(token))
                yield break;
            method = "ContinueRetrievePropertiesEx";
            arguments = writer => writer.Text("token", token!);
        }
    }

    private static void WriteProperties(VimWriter specification, IReadOnlyList<VimPropertySet> properties)
    {
        foreach (var set in properties)
        {
            specification.Object("propSet", wanted =>
            {
                wanted.Text("type", set.Type);
                foreach (var path in set.Paths)
                    wanted.Text("pathSet", path);
            });
        }
    }

    private static bool IsWorthRepeating(SourceException error) =>
        error.IsTransient || error.Code == "Source.SessionExpired" || error is VimFaultException
        {
            FaultType: "ManagedObjectNotFound" or "InvalidArgument" or "InvalidProperty" or "NotAuthenticated"
        };

    // A server that does not know a property refuses the whole call.
    private static List<VimPropertySet> Without(IReadOnlyList<VimPropertySet> properties, VimFaultException fault)
    {
        var name = fault.Detail?.TextOf("name");
        return properties
            .Select(set => set with { Paths = set.Paths.Where(path => path != name).ToList() })
            .ToList();
    }
}
