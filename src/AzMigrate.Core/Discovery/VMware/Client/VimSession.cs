using System.Diagnostics;
using AzMigrate.Discovery.Http;

namespace AzMigrate.Discovery.VMware.Client;

/// <summary>Sends calls within a session: opens it, keeps it, renews it where the server ended it, closes it.</summary>
internal sealed class VimSession : IAsyncDisposable
{
    private static readonly MoRef ServiceInstance = new("ServiceInstance", "ServiceInstance");
    private readonly VimTransport _transport;
    private readonly SourceCredential _credential;
    private readonly VimLimits _limits;
    private readonly Action<MigrateProblem>? _warn;
    private readonly SemaphoreSlim _asking = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private readonly object _sync = new();
    private VimServiceContent? _content;
    private Task? _login;
    private Task? _keepAlive;
    private long _lastUse;
    private volatile int _number;
    private CancellationToken _caller;

    public VimSession(
        VimTransport transport, SourceCredential credential, VimLimits limits, Action<MigrateProblem>? warn)
    {
        _transport = transport;
        _credential = credential;
        _limits = limits;
        _warn = warn;
    }

    public Uri Address => _transport.Address;

    public VimLimits Limits => _limits;

    /// <summary>The session, as it goes into a request's header; null where none is open.</summary>
    public string? Cookie => _transport.Cookie;

    /// <summary>How many sessions have been opened; views, filters and page tokens die with theirs.</summary>
    public int Number => _number;

    /// <summary>The end of the logout, which may come after this was disposed.</summary>
    public Task Logout { get; private set; } = Task.CompletedTask;

    /// <summary>What the server is; asked once.</summary>
    public async Task<VimServiceContent> ContentAsync(CancellationToken cancellation)
    {
        if (_content is not null)
            return _content;
        await _asking.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return _content ??= await AskContentAsync(cancellation).ConfigureAwait(false);
        }
        finally
        {
            _asking.Release();
        }
    }

    /// <summary>Opens the session where none is open, and gives its mark for <see cref="Expire(Task)"/>.</summary>
    public Task<Task> LoginAsync(CancellationToken cancellation)
    {
        _caller = cancellation;
        return EnterAsync(cancellation);
    }

    /// <summary>Forgets a session that the server ended; a newer one stays.</summary>
    public void Expire(Task session)
    {
        lock (_sync)
        {
            if (_login == session)
            {
                _login = null;
                _transport.DropCookie();
            }
        }
    }

    /// <summary>Forgets the session that is open now.</summary>
    public void Expire()
    {
        if (_login is { IsCompleted: true } session)
            Expire(session);
    }

    /// <summary>
    /// Sends a call and gives its answer. What is repeatable is sent again after a broken connection.
    /// </summary>
    public Task<VimAnswer> OpenAsync(
        MoRef target, string method, Action<VimWriter>? arguments, bool isRepeatable, CancellationToken cancellation)
    {
        _caller = cancellation;
        return PersistAsync(target, method, arguments, isRepeatable, cancellation);
    }

    /// <summary>
    /// Gives something of the session back, such as a view. Once and for what it is worth: it ends with the session
    /// anyway, and when the caller is cancelled that is right after.
    /// </summary>
    public async Task ReleaseAsync(
        MoRef target, string method, Action<VimWriter>? arguments, CancellationToken cancellation)
    {
        if (_login is null || cancellation.IsCancellationRequested)
            return;
        try
        {
            using var answer = await SendAsync(target, method, arguments, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (error is OperationCanceledException or MigrateException)
        {
            // The next call meets the same and tells it.
            return;
        }
    }

    /// <summary>Waits before a repetition, longer with each.</summary>
    public Task BackOffAsync(int attempt, CancellationToken cancellation) =>
        Task.Delay(_limits.RetryDelayOf(attempt), cancellation);

    public async ValueTask DisposeAsync()
    {
        _closing.Cancel();
        Task? login;
        lock (_sync)
            login = _login;
        if (login is not null)
        {
            var logout = SessionEnd.LogoutAsync(login, LogoutAsync);
            Logout = logout;
            await SessionEnd.AwaitAsync(
                logout, _limits.LogoutOf(_caller), () => _warn?.Invoke(SourceErrors.LogoutFailed(Address)))
                .ConfigureAwait(false);
        }
        if (_keepAlive is not null)
            await _keepAlive.ConfigureAwait(false);
        _asking.Dispose();
        _closing.Dispose();
    }

    private async Task<Task> EnterAsync(CancellationToken cancellation)
    {
        var content = await ContentAsync(cancellation).ConfigureAwait(false);
        Task login;
        lock (_sync)
            login = _login ??= Task.Run(() => LoginOnceAsync(content), CancellationToken.None);
        // A login is not cut off: the server would keep a session that nobody can close.
        await Waiting.ForAsync(login, cancellation).ConfigureAwait(false);
        await login.ConfigureAwait(false);
        return login;
    }

    private async Task<VimAnswer> PersistAsync(
        MoRef target, string method, Action<VimWriter>? arguments, bool isRepeatable, CancellationToken cancellation)
    {
        var isRenewed = false;
        for (var attempt = 0; ;)
        {
            var session = await EnterAsync(cancellation).ConfigureAwait(false);
            try
            {
                return await SendAsync(target, method, arguments, cancellation).ConfigureAwait(false);
            }
            catch (VimFaultException fault) when (fault.FaultType == "NotAuthenticated")
            {
                Expire(session);
                if (isRenewed || !isRepeatable)
                    throw SourceErrors.SessionExpired(Address);
                isRenewed = true;
            }
            catch (SourceException error) when (error.IsTransient && isRepeatable && attempt < _limits.Retries)
            {
                await BackOffAsync(attempt++, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task<VimServiceContent> AskContentAsync(CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var answer = await SendAsync(
                    ServiceInstance, "RetrieveServiceContent", null, cancellation).ConfigureAwait(false);
                var values = await Task.Run(() => answer.ReadSome(1), cancellation).ConfigureAwait(false);
                if (values.Count == 0 || values[0].Value["about"] is null)
                    throw ServerErrors.AnswerInvalid("RetrieveServiceContent", "it does not say what the server is");
                var content = new VimServiceContent(values[0].Value);
                if (content.ApiVersion.Length is > 0 and < 20
                    && content.ApiVersion.All(c => c is '.' or (>= '0' and <= '9')))
                    _transport.ApiVersion = content.ApiVersion;
                return content;
            }
            catch (SourceException error) when (error.IsTransient && attempt < _limits.Retries)
            {
                await BackOffAsync(attempt, cancellation).ConfigureAwait(false);
            }
            catch (VimFaultException fault) when (_transport.ApiVersion is not null
                && fault.FaultText.Contains("Unsupported version"))
            {
                // Without a version every server answers this call, and tells its own.
                _transport.ApiVersion = null;
            }
        }
    }

    private async Task LoginOnceAsync(VimServiceContent content)
    {
        try
        {
            using var answer = await SendAsync(content["sessionManager"], "Login", writer =>
            {
                writer.Text("userName", _credential.UserName);
                Secret.Use(_credential.Password, characters => writer.Secret("password", characters));
            }, CancellationToken.None).ConfigureAwait(false);
            _number++;
            _keepAlive ??= KeepAliveAsync();
        }
        catch (ArgumentException)
        {
            throw SourceErrors.LoginFailed(
                Address, _credential.UserName, "the name or password has a control character");
        }
        catch (VimFaultException fault)
        {
            // Only the fault's type is told: a server's words might repeat what was sent.
            throw SourceErrors.LoginFailed(Address, _credential.UserName, fault.FaultType switch
            {
                "InvalidLogin" => "the name or password is wrong",
                "NoPermission" => "the user has no permission to log in",
                "PasswordExpired" => "the password has expired",
                _ => "the server answered " + (fault.FaultType.Length is > 0 and < 60 ? fault.FaultType : "a fault"),
            });
        }
        catch (SourceException error) when (error.IsTransient)
        {
            // Sent, perhaps counted: not sent again.
            throw ServerErrors.Unreachable(Address, "the connection broke during the login",
                "Try again; the login was not repeated, so that no account is locked.", error);
        }
    }

    private async Task<VimAnswer> SendAsync(
        MoRef target, string method, Action<VimWriter>? arguments, CancellationToken cancellation)
    {
        using var request = Soap.Request(method, target, arguments);
        var body = request.GetBuffer();
        try
        {
            Interlocked.Exchange(ref _lastUse, Stopwatch.GetTimestamp());
            return await _transport.SendAsync(method, body, (int)request.Length, cancellation).ConfigureAwait(false);
        }
        finally
        {
            // It may hold the password.
            Array.Clear(body, 0, body.Length);
        }
    }

    private async Task KeepAliveAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(_limits.KeepAlive, _closing.Token).ConfigureAwait(false);
                var idle = (Stopwatch.GetTimestamp() - Interlocked.Read(ref _lastUse)) / (double)Stopwatch.Frequency;
                if (idle < _limits.KeepAlive.TotalSeconds * 0.9)
                    continue;
                using var answer = await PersistAsync(
                    ServiceInstance, "CurrentTime", null, isRepeatable: true, _closing.Token).ConfigureAwait(false);
            }
            catch (Exception error) when (error is OperationCanceledException or MigrateException)
            {
                // Closed; or the next call meets the same error and tells it.
                continue;
            }
        }
    }

    private async Task LogoutAsync()
    {
        using var answer = await SendAsync(_content!["sessionManager"], "Logout", null, CancellationToken.None)
            .ConfigureAwait(false);
    }
}
