namespace AzMigrate.Discovery.Cim;

/// <summary>
/// Properties of one instance by name, whatever its case, as the wire gave them: texts from WS-Management, typed
/// values from Windows' own client. The getters read both alike. A property that is absent or nil is null. One that
/// is there and is not of the type asked for is null too, and <see cref="Unreadable"/> names it.
/// </summary>
internal sealed class CimRow
{
    private readonly Dictionary<string, object?> _values;
    private SortedSet<string>? _unreadable;

    /// <param name="className">The instance's class; empty where it has none.</param>
    /// <param name="values">
    /// Properties: a text, number, truth value, time, span, a <see cref="CimRow"/> for an instance or reference in it,
    /// or a list of such; of a name that comes twice the last counts. A dictionary that is blind to case becomes the
    /// row's own.
    /// </param>
    public CimRow(string className, IEnumerable<KeyValuePair<string, object?>> values)
    {
        ClassName = className;
        if (values is Dictionary<string, object?> own
            && ReferenceEquals(own.Comparer, StringComparer.OrdinalIgnoreCase))
        {
            _values = own;
            return;
        }
        _values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var value in values)
            _values[value.Key] = value.Value;
    }

    /// <summary>The instance's class.</summary>
    public string ClassName { get; }

    /// <summary>The properties as they came.</summary>
    public IReadOnlyDictionary<string, object?> Values => _values;

    /// <summary>Properties that a getter was asked for and that were there, but not of its type.</summary>
    public IReadOnlyCollection<string> Unreadable => _unreadable ?? (IReadOnlyCollection<string>)[];

    /// <summary>A text; numbers and truth values are written as the wire would.</summary>
    public string? GetString(string name) => Get(name, TextOf);

    /// <summary>A whole number of 0 or more.</summary>
    public ulong? GetUInt64(string name) => GetNumber(name, CimValue.ToUInt64);

    /// <summary>A whole number.</summary>
    public long? GetInt64(string name) => GetNumber(name, CimValue.ToInt64);

    /// <summary>A finite number.</summary>
    public double? GetDouble(string name) => GetNumber(name, CimValue.ToDouble);

    /// <summary>A truth value.</summary>
    public bool? GetBoolean(string name) => GetNumber(name, CimValue.ToBoolean);

    /// <summary>A CIM datetime, in UTC.</summary>
    public DateTimeOffset? GetTime(string name) => GetNumber(name, CimTime.ToTime);

    /// <summary>A CIM interval.</summary>
    public TimeSpan? GetInterval(string name) => GetNumber(name, CimTime.ToInterval);

    /// <summary>An instance within the instance, or the keys of one that is referred to.</summary>
    public CimRow? GetRow(string name) => Get(name, value => value as CimRow);

    /// <summary>An array's texts; one value stands for an array of one, and nil items are left out.</summary>
    public IReadOnlyList<string>? GetStrings(string name) => GetAll(name, TextOf);

    /// <summary>An array's whole numbers.</summary>
    public IReadOnlyList<ulong>? GetUInt64s(string name) =>
        GetAll(name, value => (object?)CimValue.ToUInt64(value))?.Select(item => (ulong)item).ToList();

    /// <summary>An array's instances or references.</summary>
    public IReadOnlyList<CimRow>? GetRows(string name) => GetAll(name, value => value as CimRow);

    /// <summary>The class, for debuggers and messages.</summary>
    public override string ToString() => ClassName;

    private static string? TextOf(object value) => CimValue.ToText(value) is { } text ? PlainText.Of(text) : null;

    private T? GetNumber<T>(string name, Func<object, T?> read) where T : struct =>
        (T?)Get(name, value => (object?)read(value));

    private T? Get<T>(string name, Func<object, T?> read) where T : class
    {
        if (!_values.TryGetValue(name, out var value) || value is null)
            return null;
        // WS-Management shows an array of one item as that item; so does this for the typed values.
        if (value is IReadOnlyList<object?> list)
        {
            if (list.Count == 0 || (list.Count == 1 && list[0] is null))
                return null;
            value = list.Count == 1 ? list[0]! : list;
        }
        return read(value) ?? Misread<T>(name);
    }

    private List<T>? GetAll<T>(string name, Func<object, T?> read) where T : class
    {
        if (!_values.TryGetValue(name, out var value) || value is null)
            return null;
        var all = new List<T>();
        foreach (var item in value as IReadOnlyList<object?> ?? [value])
        {
            if (item is null)
                continue;
            if (read(item) is not T one)
                return Misread<List<T>>(name);
            all.Add(one);
        }
        return all;
    }

    private T? Misread<T>(string name) where T : class
    {
        (_unreadable ??= new SortedSet<string>(StringComparer.OrdinalIgnoreCase)).Add(name);
        return null;
    }
}
