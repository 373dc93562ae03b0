using AzMigrate.Discovery.Http;

namespace AzMigrate.Discovery.VMware.Client;

/// <summary>Follows objects with a filter of the server's, which lives and dies with the session.</summary>
internal sealed class VimUpdates : IVimUpdates
{
    private readonly VimSession _session;
    private readonly IVimClient _client;
    private readonly MoRef _container;
    private readonly VimPropertySet _properties;
    private MoRef? _view;
    private MoRef? _filter;
    private int _sessionOfFilter;
    private string _version = "";

    public VimUpdates(VimSession session, IVimClient client, MoRef container, VimPropertySet properties)
    {
        _session = session;
        _client = client;
        _container = container;
        _properties = properties;
    }

    public async Task<VimChanges?> NextAsync(CancellationToken cancellation)
    {
        if (_filter is not null && _sessionOfFilter == _session.Number)
        {
            try
            {
                var changes = await ReadAsync(cancellation).ConfigureAwait(false);
                // A login in between, by whatever call, has ended the filter.
                if (_sessionOfFilter == _session.Number)
                    return changes;
            }
            catch (SourceException error) when (HasLostCount(error))
            {
                // Begun again below: it is seldom, and a reading of all is always right.
                _version = "";
            }
        }
        await StartAsync(cancellation).ConfigureAwait(false);
        return null;
    }

    private async Task StartAsync(CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            await EndAsync(cancellation).ConfigureAwait(false);
            try
            {
                await CreateAsync(cancellation).ConfigureAwait(false);
                // The first answer describes everything there is.
                await ReadAsync(cancellation).ConfigureAwait(false);
                return;
            }
            catch (SourceException error) when (HasLostCount(error) && attempt < _session.Limits.Retries)
            {
                await _session.BackOffAsync(attempt, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task CreateAsync(CancellationToken cancellation)
    {
        var content = await _client.ServiceContentAsync(cancellation).ConfigureAwait(false);
        await _client.LoginAsync(cancellation).ConfigureAwait(false);
        _sessionOfFilter = _session.Number;
        var views = new VimViews(_client, content);
        _view = await views.CreateAsync(_container, [_properties], cancellation).ConfigureAwait(false);
        var created = _client.CallAsync(content["propertyCollector"], "CreateFilter", arguments => arguments
            .Object("spec", specification => VimViews.WriteSpecification(specification, _view.Value, [_properties]))
            .Flag("partialUpdates", false), cancellation);
        await foreach (var value in created.ConfigureAwait(false))
            _filter = value.Reference;
        if (_filter is null)
            throw ServerErrors.AnswerInvalid("CreateFilter", "it names no filter");
    }

    private async Task EndAsync(CancellationToken cancellation)
    {
        var isAlive = _sessionOfFilter == _session.Number;
        if (isAlive && _filter is { } filter)
            await _session.ReleaseAsync(filter, "DestroyPropertyFilter", null, cancellation).ConfigureAwait(false);
        if (isAlive && _view is { } view)
            await _session.ReleaseAsync(view, "DestroyView", null, cancellation).ConfigureAwait(false);
        (_filter, _view, _version) = (null, null, "");
    }

    // The server is not made to wait for changes: it says at once what has come together since it was asked before.
    private async Task<VimChanges> ReadAsync(CancellationToken cancellation)
    {
        var content = await _client.ServiceContentAsync(cancellation).ConfigureAwait(false);
        var isGone = new Dictionary<MoRef, bool>();
        bool isTruncated;
        do
        {
            using var answer = await _session.OpenAsync(
                content["propertyCollector"], "WaitForUpdatesEx", arguments => arguments
                .Text("version", _version)
                .Object("options", options => options
                    .Number("maxWaitSeconds", 0)
                    .Number("maxObjectUpdates", _session.Limits.PageObjects)), isRepeatable: false, cancellation)
                .ConfigureAwait(false);
            isTruncated = await Task.Run(() => Read(answer, isGone), cancellation).ConfigureAwait(false);
        }
        while (isTruncated);
        return new VimChanges(
            isGone.Where(change => !change.Value).Select(change => change.Key).ToList(),
            isGone.Where(change => change.Value).Select(change => change.Key).ToList());
    }

    /// <summary>Takes an answer in, object by object; true when the server has more to say.</summary>
    private bool Read(VimAnswer answer, Dictionary<MoRef, bool> isGone)
    {
        // No value at all: nothing has changed.
        if (answer.Next() != "returnval" || !answer.Enter())
            return false;
        var isTruncated = false;
        while (answer.Next() is { } name)
        {
            if (name == "filterSet")
            {
                ReadFilter(answer, isGone);
                continue;
            }
            var value = answer.ReadSome(1)[0].Value;
            if (name == "version")
                _version = value.Text;
            else if (name == "truncated")
                isTruncated = value.Bool == true;
        }
        return isTruncated;
    }

    private void ReadFilter(VimAnswer answer, Dictionary<MoRef, bool> isGone)
    {
        if (!answer.Enter())
            return;
        while (answer.ReadSome(1) is [var field])
        {
            if (field.Name != "objectSet" || field.Value.ReferenceOf("obj") is not MoRef found)
                continue;
            if (field.Value.All("missingSet").Any(missing => missing["fault"]?["fault"]?.Type == "NotAuthenticated"))
                throw SourceErrors.SessionExpired(_session.Address);
            isGone[found] = field.Value.TextOf("kind") == "leave";
        }
        answer.Leave();
    }

    private static bool HasLostCount(SourceException error) =>
        error.IsTransient || error.Code == "Source.SessionExpired" || error is VimFaultException
        {
            FaultType: "InvalidCollectorVersion" or "ManagedObjectNotFound" or "NotAuthenticated"
        };
}
