using System.Globalization;

namespace AzMigrate.Guests.Partitions.Lvm;

/// <summary>A section of LVM2's metadata text: names with numbers, texts, lists and sections.</summary>
internal sealed class LvmSection
{
    private readonly Dictionary<string, object> _values = new(StringComparer.Ordinal);

    public IEnumerable<(string Name, LvmSection Section)> Sections =>
        _values.Where(pair => pair.Value is LvmSection).Select(pair => (pair.Key, (LvmSection)pair.Value));

    public LvmSection? Section(string name) => _values.TryGetValue(name, out var value) ? value as LvmSection : null;

    public string? Text(string name) => _values.TryGetValue(name, out var value) ? value as string : null;

    public long? Number(string name) => _values.TryGetValue(name, out var value) ? value as long? : null;

    public IReadOnlyList<object> List(string name) =>
        _values.TryGetValue(name, out var value) ? value as IReadOnlyList<object> ?? [value] : [];

    public void Add(string name, object value) => _values[name] = value;
}

/// <summary>Reads LVM2's metadata text; null where it cannot be understood.</summary>
internal sealed class LvmText
{
    private const int MaxDepth = 16;
    private readonly string _text;
    private int _at;

    private LvmText(string text) => _text = text;

    public static LvmSection? Parse(string text)
    {
        try
        {
            return new LvmText(text).Section(0);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private LvmSection Section(int depth)
    {
        if (depth > MaxDepth)
            throw new FormatException();
        var section = new LvmSection();
        while (Next() is char next)
        {
            if (next == '}')
            {
                _at++;
                return depth > 0 ? section : throw new FormatException();
            }
            var name = Word();
            if (Next() == '{')
            {
                _at++;
                section.Add(name, Section(depth + 1));
            }
            else
            {
                Expect('=');
                section.Add(name, Value());
            }
        }
        return depth == 0 ? section : throw new FormatException();
    }

    private object Value()
    {
        if (Next() != '[')
            return Scalar();
        _at++;
        var list = new List<object>();
        while (Next() != ']')
        {
            if (list.Count > 0)
                Expect(',');
            list.Add(Scalar());
        }
        _at++;
        return list;
    }

    private object Scalar()
    {
        if (Next() != '"')
            return long.TryParse(Word(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                ? number : throw new FormatException();
        var start = ++_at;
        while (_at < _text.Length && _text[_at] != '"')
            _at += _text[_at] == '\\' ? 2 : 1;
        if (_at >= _text.Length)
            throw new FormatException();
        return _text.Substring(start, _at++ - start).Replace("\\\"", "\"").Replace("\\\\", "\\");
    }

    private string Word()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || "_-.+/@".Contains(_text[_at])))
            _at++;
        return _at > start ? _text.Substring(start, _at - start) : throw new FormatException();
    }

    private void Expect(char letter)
    {
        if (Next() != letter)
            throw new FormatException();
        _at++;
    }

    // The next letter that is neither space nor comment.
    private char? Next()
    {
        while (_at < _text.Length && (char.IsWhiteSpace(_text[_at]) || _text[_at] is '#' or '\0'))
        {
            if (_text[_at] == '#')
                while (_at < _text.Length && _text[_at] != '\n')
                    _at++;
            else
                _at++;
        }
        return _at < _text.Length ? _text[_at] : null;
    }
}
