using System.Runtime.CompilerServices;
using AzMigrate.Discovery.Cim;

namespace AzMigrate.Tests.Discovery.Cim;

/// <summary>
/// A CIM server in memory: answers recorded rows by namespace and class, and nothing that it was not given.
/// </summary>
internal sealed class FakeCimClient : ICimClient
{
    private readonly Dictionary<string, Dictionary<string, List<CimRow>>> _classes = new(
        StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Func<IEnumerable<CimRow>>> _answers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Func<FakeCimCall, CimRow>> _methods = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Exception> _failures = new(StringComparer.OrdinalIgnoreCase);

    public FakeCimClient(string server = "host1") => Server = server;

    /// <summary>The name in errors.</summary>
    public string Server { get; }

    /// <summary>Queries in the order in which they came, as <c>namespace: wql</c>.</summary>
    public List<string> Queries { get; } = [];

    /// <summary>Methods that were called, in their order.</summary>
    public List<FakeCimCall> Calls { get; } = [];

    /// <summary>True once it was closed.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>Adds instances; none makes the class known and empty.</summary>
    public FakeCimClient Add(string cimNamespace, string className, params (string Name, object? Value)[][] instances)
    {
        foreach (var instance in instances)
            Rows(cimNamespace, className).Add(Row(className, instance));
        _ = Rows(cimNamespace, className);
        return this;
    }

    /// <summary>Adds instances that were made already.</summary>
    public FakeCimClient Add(string cimNamespace, string className, IEnumerable<CimRow> instances)
    {
        Rows(cimNamespace, className).AddRange(instances);
        return this;
    }

    /// <summary>Answers queries of a class with instances that are made for each.</summary>
    public FakeCimClient Answer(string cimNamespace, string className, Func<IEnumerable<CimRow>> instances)
    {
        _ = Rows(cimNamespace, className);
        _answers[Slashed(cimNamespace) + ":" + className] = instances;
        return this;
    }

    /// <summary>Takes a class away.</summary>
    public FakeCimClient Without(string cimNamespace, string className)
    {
        _ = _classes[Slashed(cimNamespace)].Remove(className);
        return this;
    }

    /// <summary>Answers calls of a method.</summary>
    public FakeCimClient On(string className, string method, Func<FakeCimCall, CimRow> answer)
    {
        _methods[className + "." + method] = answer;
        return this;
    }

    /// <summary>Makes queries of a class fail, or of all classes of a namespace.</summary>
    public FakeCimClient Fail(string classOrNamespace, Exception error)
    {
        _failures[Slashed(classOrNamespace)] = error;
        return this;
    }

    /// <summary>An instance of these properties.</summary>
    public static CimRow Row(string className, params (string Name, object? Value)[] values) =>
        new(className, values.Select(value => new KeyValuePair<string, object?>(value.Name, value.Value)));

    public async IAsyncEnumerable<CimRow> QueryAsync(
        string cimNamespace, string wql, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        lock (Queries)
            Queries.Add(Slashed(cimNamespace) + ": " + wql);
        Wql query;
        try
        {
            query = Wql.Parse(wql);
        }
        catch (FormatException error)
        {
            throw CimErrors.InvalidQuery(Server, wql, error.Message);
        }
        foreach (var row in query.Of(Existing(cimNamespace, query.ClassName)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return row;
        }
    }

    public async Task<CimRow> InvokeAsync(
        string cimNamespace, string className, IReadOnlyDictionary<string, string> keys, string method,
        IReadOnlyDictionary<string, object?> arguments, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        var found = Existing(cimNamespace, className);
        if (keys.Count > 0 && !found.Any(row => keys.All(key => row.GetString(key.Key) == key.Value)))
            throw CimErrors.NotFound(Server, $"{className} with these keys");
        var call = new FakeCimCall(Slashed(cimNamespace), className, keys, method, arguments);
        lock (Calls)
            Calls.Add(call);
        return _methods.TryGetValue(className + "." + method, out var answer)
            ? answer(call) : throw CimErrors.MethodNotFound(Server, className, method);
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return default;
    }

    private List<CimRow> Existing(string cimNamespace, string className)
    {
        var known = Slashed(cimNamespace);
        if (_failures.TryGetValue(className, out var error) || _failures.TryGetValue(known, out error))
            throw error;
        if (!_classes.TryGetValue(known, out var classes))
            throw CimErrors.NamespaceNotFound(Server, known);
        if (!classes.TryGetValue(className, out var rows))
            throw CimErrors.ClassNotFound(Server, known, className);
        return _answers.TryGetValue(known + ":" + className, out var made) ? [.. made()] : rows;
    }

    private List<CimRow> Rows(string cimNamespace, string className)
    {
        if (!_classes.TryGetValue(Slashed(cimNamespace), out var classes))
            _classes[Slashed(cimNamespace)] = classes = new(StringComparer.OrdinalIgnoreCase);
        if (!classes.TryGetValue(className, out var rows))
            classes[className] = rows = [];
        return rows;
    }

    private static string Slashed(string cimNamespace) => cimNamespace.Replace('\\', '/');
}

/// <summary>A method that was called.</summary>
internal sealed record FakeCimCall(
    string Namespace, string ClassName, IReadOnlyDictionary<string, string> Keys, string Method,
    IReadOnlyDictionary<string, object?> Arguments);
