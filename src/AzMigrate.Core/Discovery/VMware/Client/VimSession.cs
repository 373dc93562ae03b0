using System.Diagnostics;
using System.Runtime.InteropServices;

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
    private volatile bool _cancelled;

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
    public async Task<Task> LoginAsync(CancellationToken cancellation)
    {
        var content = await ContentAsync(cancellation).ConfigureAwait(false);
        Task login;
        lock (_sync)
            login = _login ??= Task.Run(() => LoginOnceAsync(content), CancellationToken.None);
        // A login is not cut off: the server would keep a session that nobody can close.
        using var cancelled = new CancellationTokenSource();
        using var registration = cancellation.Register(cancelled.Cancel);
        await Task.WhenAny(login, Task.Delay(Timeout.Infinite, cancelled.Token)).ConfigureAwait(false);
        NoteCancelled(cancellation);
        cancellation.ThrowIfCancellationRequested();
        cancelled.Cancel();
        await login.ConfigureAwait(false);
        return login;
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

    /// <summary>Sends a call and gives its answer. What is repeatable is sent again after a broken connection.</summary>
    public async Task<VimAnswer> OpenAsync(
        MoRef target, string method, Action<VimWriter>? arguments, bool isRepeatable, CancellationToken cancellation)
    {
        using var registration = cancellation.Register(() => _cancelled = true);
        var isRenewed = false;
        for (var attempt = 0; ;)
        {
            var session = await LoginAsync(cancellation).ConfigureAwait(false);
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

    /// <summary>Waits before a repetition, longer with each.</summary>
    public Task BackOffAsync(int attempt, CancellationToken cancellation) =>
        Task.Delay(TimeSpan.FromTicks(_limits.RetryDelay.Ticks << Math.Min(attempt, 6)), cancellation);

    /// <summary>Remembers that the user is in a hurry.</summary>
    public void NoteCancelled(CancellationToken cancellation) => _cancelled |= cancellation.IsCancellationRequested;

    public async ValueTask DisposeAsync()
    {
        _closing.Cancel();
        Task? login;
        lock (_sync)
            login = _login;
        if (login is not null)
            await LogoutAsync(login).ConfigureAwait(false);
        if (_keepAlive is not null)
            await _keepAlive.ConfigureAwait(false);
        _transport.Dispose();
        _asking.Dispose();
        _closing.Dispose();
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
                    throw SourceErrors.Invalid("RetrieveServiceContent", "it does not say what the server is");
                var content = new VimServiceContent(values[0].Value);
                if (content.ApiVersion.Length is > 0 and < 20 && content.ApiVersion.All(c => c is '.' or (>= '0' and <= '9')))
                    _transport.ApiVersion = content.ApiVersion;
                return content;
            }
            catch (SourceException error) when (error.IsTransient && attempt < _limits.Retries)
            {
                await BackOffAsync(attempt, cancellation).ConfigureAwait(false);
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
                WritePassword(writer);
            }, CancellationToken.None).ConfigureAwait(false);
            _keepAlive ??= KeepAliveAsync();
        }
        catch (ArgumentException)
        {
            throw SourceErrors.LoginFailed(Address, _credential.UserName, "the name or password has a control character");
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
            throw SourceErrors.Unreachable(Address, "the connection broke during the login",
                "Try again; the login was not repeated, so that no account is locked.", error);
        }
    }

    private void WritePassword(VimWriter writer)
    {
        var memory = Marshal.SecureStringToGlobalAllocUnicode(_credential.Password);
        var characters = new char[_credential.Password.Length];
        try
        {
            Marshal.Copy(memory, characters, 0, characters.Length);
            writer.Secret("password", characters);
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(memory);
            Array.Clear(characters, 0, characters.Length);
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
        try
        {
            while (true)
            {
                await Task.Delay(_limits.KeepAlive, _closing.Token).ConfigureAwait(false);
                var idle = (Stopwatch.GetTimestamp() - Interlocked.Read(ref _lastUse)) / (double)Stopwatch.Frequency;
                if (idle < _limits.KeepAlive.TotalSeconds * 0.9)
                    continue;
                using var answer = await OpenAsync(
                    ServiceInstance, "CurrentTime", null, isRepeatable: true, _closing.Token).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or MigrateException)
        {
            // Closed; or the next call meets the same error and tells it.
            return;
        }
    }

    private async Task LogoutAsync(Task login)
    {
        using var limit = new CancellationTokenSource(_cancelled ? _limits.LogoutAfterCancel : _limits.Logout);
        try
        {
            await Task.WhenAny(login, Task.Delay(Timeout.Infinite, limit.Token)).ConfigureAwait(false);
            if (login.IsFaulted)
                return;
            limit.Token.ThrowIfCancellationRequested();
            using var answer = await SendAsync(
                _content!["sessionManager"], "Logout", null, limit.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is OperationCanceledException or MigrateException)
        {
            if (error is VimFaultException { FaultType: "NotAuthenticated" })
                return;
            _warn?.Invoke(new MigrateProblem
            {
                Severity = ProblemSeverity.Warning,
                Code = "Source.LogoutFailed",
                Message = $"The session at {Address.Authority} could not be closed.",
                Remedy = "Nothing has to be done: the server ends it when it has been idle for its time.",
                Target = Address.Authority,
            });
        }
    }
}
