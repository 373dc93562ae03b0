using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AzMigrate.Discovery.Cim.WsMan;
using Microsoft.Management.Infrastructure;
using Microsoft.Management.Infrastructure.Options;

namespace AzMigrate.Discovery.Cim.Mmi;

/// <summary>
/// CIM by Windows' own client, which PowerShell brings along: WS-Management with its encryption, and DCOM. Only
/// <see cref="CimClients"/> names this class, and only on Windows.
/// </summary>
internal sealed class MmiCimClient : ICimClient
{
    // Rows that are fetched with one change to a pool's thread: the client waits there, not the caller.
    private const int Batch = 64;
    private readonly string _server;
    private readonly CimSettings _settings;
    private readonly SourceCredential? _credential;
    private readonly Action<RemoteCall>? _onCall;
    private readonly SemaphoreSlim _opening = new(1, 1);
    private volatile SourceException? _refused;
    private CimSessionOptions? _options;
    private CimSession? _session;

    public MmiCimClient(
        string server, CimSettings settings, SourceCredential? credential, Action<RemoteCall>? onCall)
    {
        _onCall = onCall;
        _server = server;
        _settings = settings;
        _credential = credential;
    }

    public async IAsyncEnumerable<CimRow> QueryAsync(
        string cimNamespace, string wql, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var question = Question(cimNamespace, WqlText.ClassOf(wql), wql, null);
        var session = await SessionAsync(question, cancellationToken).ConfigureAwait(false);
        using var options = Options(cancellationToken);
        using var instances = await GuardedAsync(
            question, () => session.QueryInstances(question.Namespace, "WQL", wql, options).GetEnumerator(),
            cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var rows = await GuardedAsync(question, () => Take(instances), cancellationToken).ConfigureAwait(false);
            foreach (var row in rows)
                yield return row;
            if (rows.Count < Batch)
                yield break;
        }
    }

    public async Task<CimRow> InvokeAsync(
        string cimNamespace, string className, IReadOnlyDictionary<string, string> keys, string method,
        IReadOnlyDictionary<string, object?> arguments, CancellationToken cancellationToken)
    {
        var question = Question(cimNamespace, className, null, method);
        var session = await SessionAsync(question, cancellationToken).ConfigureAwait(false);
        return await GuardedAsync(
            question, () => Invoke(session, question, keys, arguments, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
    }

    public ValueTask DisposeAsync()
    {
        _session?.Dispose();
        _options?.Dispose();
        _opening.Dispose();
        return default;
    }

    private CimRow Invoke(
        CimSession session, CimQuestion question, IReadOnlyDictionary<string, string> keys,
        IReadOnlyDictionary<string, object?> arguments, CancellationToken cancellation)
    {
        using var parameters = new CimMethodParametersCollection();
        foreach (var argument in arguments)
        {
            parameters.Add(argument.Value is null
                ? CimMethodParameter.Create(argument.Key, null, CimType.String, CimFlags.NullValue)
                : CimMethodParameter.Create(argument.Key, argument.Value, CimFlags.None));
        }
        using var options = Options(cancellation);
        if (keys.Count == 0)
            return Row(session.InvokeMethod(
                question.Namespace, question.ClassName, question.Method, parameters, options));
        using var instance = new CimInstance(question.ClassName, question.Namespace);
        foreach (var key in keys)
            instance.CimInstanceProperties.Add(CimProperty.Create(key.Key, key.Value, CimType.String, CimFlags.Key));
        return Row(session.InvokeMethod(question.Namespace, instance, question.Method, parameters, options));
    }

    private static CimRow Row(CimMethodResult result)
    {
        using (result)
        {
            var values = new Dictionary<string, object?> { ["ReturnValue"] = result.ReturnValue?.Value };
            foreach (var parameter in result.OutParameters)
                values[parameter.Name] = Value(parameter.Value);
            return new CimRow("", values);
        }
    }

    private static CimRow Row(CimInstance instance) => new(
        instance.CimSystemProperties.ClassName,
        instance.CimInstanceProperties.Select(property =>
            new KeyValuePair<string, object?>(property.Name, Value(property.Value))));

    private static object? Value(object? value) => value switch
    {
        CimInstance instance => Row(instance),
        string => value,
        System.Collections.IEnumerable items => items.Cast<object?>().Select(Value).ToList(),
        _ => value,
    };

    private static List<CimRow> Take(IEnumerator<CimInstance> instances)
    {
        var rows = new List<CimRow>(Batch);
        while (rows.Count < Batch && instances.MoveNext())
        {
            using var instance = instances.Current;
            rows.Add(Row(instance));
        }
        return rows;
    }

    // The session logs in with its first question, so that one comes alone; a refused login is never repeated.
    private async Task<CimSession> SessionAsync(CimQuestion question, CancellationToken cancellation)
    {
        if (_session is { } open)
            return open;
        await _opening.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (_refused is { } refused)
                throw refused;
            return _session ??= await GuardedAsync(question, Open, cancellation).ConfigureAwait(false);
        }
        catch (SourceException error) when (error.Code is "Source.LoginFailed")
        {
            _refused = error;
            throw;
        }
        finally
        {
            _opening.Release();
        }
    }

    private CimSession Open()
    {
        _options?.Dispose();
        CimSessionOptions options = _options = _settings.Protocol == CimProtocol.Dcom
            ? new DComSessionOptions { Timeout = _settings.Timeout } : WsManOptions();
        if (_credential is not null)
        {
            var slash = _credential.UserName.IndexOf('\\');
            var domain = slash < 0 ? "" : _credential.UserName.Substring(0, slash);
            var mechanism = _settings.Authentication == CimAuthentication.Kerberos
                ? PasswordAuthenticationMechanism.Kerberos : PasswordAuthenticationMechanism.Negotiate;
            options.AddDestinationCredentials(new CimCredential(
                mechanism, domain, _credential.UserName.Substring(slash + 1), _credential.Password));
        }
        else if (_settings.Authentication == CimAuthentication.Kerberos)
        {
            options.AddDestinationCredentials(new CimCredential(ImpersonatedAuthenticationMechanism.Kerberos));
        }
        var session = CimSession.Create(_server, options);
        if (session.TestConnection(out _, out var failure))
            return session;
        session.Dispose();
        throw failure;
    }

    private WSManSessionOptions WsManOptions()
    {
        var options = new WSManSessionOptions { Timeout = _settings.Timeout, UseSsl = _settings.UseSsl };
        if (_settings.Port is int port)
            options.DestinationPort = (uint)port;
        return options;
    }

    private CimOperationOptions Options(CancellationToken cancellation) =>
        new() { CancellationToken = cancellation, Timeout = _settings.Timeout };

    private CimQuestion Question(string cimNamespace, string className, string? wql, string? method) =>
        new(_server, WsManNames.Slashed(cimNamespace), className, wql, method, _settings.Timeout);

    private async Task<T> GuardedAsync<T>(CimQuestion question, Func<T> work, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            return await Task.Run(work, cancellation).ConfigureAwait(false);
        }
        catch (CimException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (CimException error)
        {
            throw MmiFailure.Of(question, _settings, _credential?.UserName, error);
        }
        catch (Exception error) when (error is DllNotFoundException or FileNotFoundException or COMException)
        {
            throw CimErrors.Failed(_server, question.Words, error.Message, error);
        }
        finally
        {
            _onCall?.Invoke(new RemoteCall($"{_server}: {question.Words}", clock.Elapsed));
        }
    }
}
