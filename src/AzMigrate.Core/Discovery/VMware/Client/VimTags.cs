using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AzMigrate.Discovery.Http;

namespace AzMigrate.Discovery.VMware.Client;

/// <summary>
/// Tags over the server's REST API: under /api since 7.0 U2, under /rest before and on simulators. The login is another
/// one than that of the SOAP calls, with the same credential.
/// </summary>
internal sealed class VimTags : IVimTags, IAsyncDisposable
{
    private static readonly Version FirstWithApi = new(7, 0, 2);
    private readonly ServerConnection _server;
    private readonly SourceCredential _credential;
    private readonly VimLimits _limits;
    private readonly Func<CancellationToken, Task<VimServiceContent>> _content;
    private readonly Action<MigrateProblem>? _warn;
    private readonly object _sync = new();
    private Task<(Paths Paths, string Session)>? _login;
    private CancellationToken _caller;

    public VimTags(
        ServerConnection server, SourceCredential credential, VimLimits limits, Action<MigrateProblem>? warn,
        Func<CancellationToken, Task<VimServiceContent>> content)
    {
        _server = server;
        _credential = credential;
        _limits = limits;
        _warn = warn;
        _content = content;
    }

    /// <summary>The end of the logout, which may come after this was disposed.</summary>
    public Task Logout { get; private set; } = Task.CompletedTask;

    public async Task<IReadOnlyDictionary<MoRef, IReadOnlyList<string>>> AttachedAsync(
        IReadOnlyList<MoRef> objects, CancellationToken cancellationToken)
    {
        var answer = await AskAsync(
            HttpMethod.Post, paths => paths.Attached, Question(objects), cancellationToken).ConfigureAwait(false);
        var attached = new Dictionary<MoRef, IReadOnlyList<string>>();
        foreach (var item in Items(answer))
        {
            if (Field(item, "object_id") is JsonElement found && Text(found, "type") is string type
                && Text(found, "id") is string id)
                attached[new MoRef(type, id)] = Items(Field(item, "tag_ids")).Select(tag => tag.GetString())
                    .OfType<string>().ToList();
        }
        return attached;
    }

    public async Task<VimTag?> TagAsync(string id, CancellationToken cancellationToken)
    {
        var tag = await AskAsync(
            HttpMethod.Get, paths => paths.Tag + Uri.EscapeDataString(id), null, cancellationToken)
                .ConfigureAwait(false);
        return Text(tag, "name") is string name && Text(tag, "category_id") is string category
            ? new VimTag(name, category) : null;
    }

    public async Task<string?> CategoryAsync(string id, CancellationToken cancellationToken) => Text(
        await AskAsync(HttpMethod.Get, paths => paths.Category + Uri.EscapeDataString(id), null, cancellationToken)
            .ConfigureAwait(false), "name");

    public async ValueTask DisposeAsync()
    {
        if (_login is not { } login)
            return;
        var logout = SessionEnd.LogoutAsync(login, () => LogoutAsync(login));
        Logout = logout;
        await SessionEnd.AwaitAsync(
            logout, _limits.LogoutOf(_caller), () => _warn?.Invoke(SourceErrors.LogoutFailed(_server.Address)))
            .ConfigureAwait(false);
    }

    private async Task LogoutAsync(Task<(Paths Paths, string Session)> login)
    {
        var (paths, session) = await login.ConfigureAwait(false);
        using var request = Request(HttpMethod.Delete, paths.Session, session, null);
        using var response = await _server.SendAsync(
            request, "the end of its REST session", CancellationToken.None).ConfigureAwait(false);
    }

    private static byte[] Question(IReadOnlyList<MoRef> objects)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteStartArray("object_ids");
            foreach (var item in objects)
            {
                json.WriteStartObject();
                json.WriteString("id", item.Id);
                json.WriteString("type", item.Type);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return body.ToArray();
    }

    /// <summary>Asks, and again where that is worth it; null when there is no such thing.</summary>
    private async Task<JsonElement?> AskAsync(
        HttpMethod method, Func<Paths, string> path, byte[]? body, CancellationToken cancellation)
    {
        _caller = cancellation;
        var isRenewed = false;
        for (var attempt = 0; ;)
        {
            var login = await EnterAsync(cancellation).ConfigureAwait(false);
            var (paths, session) = await login.ConfigureAwait(false);
            try
            {
                using var request = Request(method, path(paths), session, body);
                var (status, answer) = await SendAsync(request, cancellation).ConfigureAwait(false);
                if (status == HttpStatusCode.OK)
                    return paths.IsWrapped ? Field(answer, "value") : answer;
                if (method == HttpMethod.Get && status is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
                    return null;
                if (status != HttpStatusCode.Unauthorized || isRenewed)
                    throw SourceErrors.TagsRefused(_server.Address, (int)status);
                lock (_sync)
                    _login = _login == login ? null : _login;
                isRenewed = true;
            }
            catch (SourceException error) when (error.IsTransient && attempt < _limits.Retries)
            {
                await Task.Delay(_limits.RetryDelayOf(attempt++), cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task<Task<(Paths Paths, string Session)>> EnterAsync(CancellationToken cancellation)
    {
        var content = await _content(cancellation).ConfigureAwait(false);
        Task<(Paths, string)> login;
        lock (_sync)
            login = _login ??= Task.Run(() => LoginOnceAsync(content), CancellationToken.None);
        // A login is not cut off: the server would keep a session that nobody can close.
        await Waiting.ForAsync(login, cancellation).ConfigureAwait(false);
        if (login.Exception?.InnerException is SourceException { IsTransient: true })
        {
            // Not refused: another discovery may try again.
            lock (_sync)
                _login = _login == login ? null : _login;
        }
        return login;
    }

    private async Task<(Paths Paths, string Session)> LoginOnceAsync(VimServiceContent content)
    {
        var isNew = Version.TryParse(content.ApiVersion, out var version) && version >= FirstWithApi;
        foreach (var paths in isNew ? (Paths[])[Paths.Api, Paths.Rest] : [Paths.Rest])
        {
            // With a body, though an empty one: without, the HTTP client itself would send the login again.
            using var request = Request(HttpMethod.Post, paths.Session, null, []);
            request.Headers.Authorization = Authorization();
            var (status, answer) = await SendAsync(request, CancellationToken.None).ConfigureAwait(false);
            var session = paths.IsWrapped ? Field(answer, "value") : answer;
            if (status is HttpStatusCode.OK or HttpStatusCode.Created
                && session is { ValueKind: JsonValueKind.String } key)
                return (paths, key.GetString()!);
            // Only where there is nothing at that place is the password sent to the other one.
            if (status is not (HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.MovedPermanently))
                throw SourceErrors.TagsRefused(_server.Address, (int)status);
        }
        throw SourceErrors.TagsRefused(_server.Address, (int)HttpStatusCode.NotFound);
    }

    private AuthenticationHeaderValue Authorization()
    {
        AuthenticationHeaderValue? header = null;
        Secret.Use(_credential.Password, characters =>
        {
            var text = new char[_credential.UserName.Length + 1 + characters.Length];
            _credential.UserName.CopyTo(0, text, 0, _credential.UserName.Length);
            text[_credential.UserName.Length] = ':';
            characters.CopyTo(text, _credential.UserName.Length + 1);
            var bytes = Encoding.UTF8.GetBytes(text);
            header = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(bytes));
            Array.Clear(text, 0, text.Length);
            Array.Clear(bytes, 0, bytes.Length);
        });
        return header!;
    }

    private HttpRequestMessage Request(HttpMethod method, string path, string? session, byte[]? body)
    {
        var request = new HttpRequestMessage(method, new Uri(_server.Address, path));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (session is not null)
            request.Headers.TryAddWithoutValidation("vmware-api-session-id", session);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        return request;
    }

    /// <summary>
    /// Sends once; only a success has an answer. Its content type is not looked at: simulators say text.
    /// </summary>
    private async Task<(HttpStatusCode Status, JsonElement? Answer)> SendAsync(
        HttpRequestMessage request, CancellationToken cancellation)
    {
        const string What = "the question for tags";
        using var response = await _server.SendAsync(request, What, cancellation).ConfigureAwait(false);
        if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Created))
            return (response.StatusCode, null);
#pragma warning disable CA2016 // netstandard2.0 has no token here; the stream itself hears it.
        var content = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
#pragma warning restore CA2016
        using var stream = new AnswerStream(content, _server.Address, What, _server.Timeout, _limits, cancellation);
        using var cut = cancellation.Register(response.Dispose);
        try
        {
            using var document = await Task.Run(() => JsonDocument.Parse(stream), cancellation).ConfigureAwait(false);
            return (response.StatusCode, document.RootElement.Clone());
        }
        catch (JsonException)
        {
            // The exception's own words quote the answer.
            throw ServerErrors.AnswerInvalid(What, "it is no JSON");
        }
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement? list) =>
        list is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : default;

    private static JsonElement? Field(JsonElement? item, string name) =>
        item is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement? item, string name) =>
        Field(item, name) is { ValueKind: JsonValueKind.String } text ? PlainText.Of(text.GetString()!) : null;

    /// <summary>Where things are.</summary>
    /// <param name="Session">Of sessions.</param>
    /// <param name="Attached">Of the tags of many objects.</param>
    /// <param name="Tag">Before a tag's id.</param>
    /// <param name="Category">Before a category's id.</param>
    /// <param name="IsWrapped">True where each answer is in a field <c>value</c>.</param>
    private sealed record Paths(string Session, string Attached, string Tag, string Category, bool IsWrapped)
    {
        public static Paths Api { get; } = new(
            "/api/session", "/api/cis/tagging/tag-association?action=list-attached-tags-on-objects",
            "/api/cis/tagging/tag/", "/api/cis/tagging/category/", false);

        public static Paths Rest { get; } = new(
            "/rest/com/vmware/cis/session",
            "/rest/com/vmware/cis/tagging/tag-association?~action=list-attached-tags-on-objects",
            "/rest/com/vmware/cis/tagging/tag/id:", "/rest/com/vmware/cis/tagging/category/id:", true);
    }
}
