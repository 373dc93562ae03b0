using System.Text;

namespace AzMigrate.Discovery.Import.Csv;

/// <summary>
/// Records of a CSV: quoted fields, doubled quotes, line breaks within quotes (RFC 4180, read leniently).
/// </summary>
internal sealed class CsvReader
{
    private readonly TextReader _reader;
    private readonly char _separator;
    private readonly string _file;
    private readonly char[] _buffer = new char[32 * 1024];
    private readonly StringBuilder _field = new();
    private int _at;
    private int _filled;

    public CsvReader(TextReader reader, char separator, string file)
    {
        _reader = reader;
        _separator = separator;
        _file = file;
    }

    /// <summary>Number of the record that was read last, from 1.</summary>
    public int Record { get; private set; }

    /// <summary>Reads a record's fields into a list that is emptied first; false at the end.</summary>
    public bool Read(List<string> fields)
    {
        fields.Clear();
        if (Peek() < 0)
            return false;
        Record++;
        while (ReadField(fields))
        {
            if (fields.Count > ImportLimits.Columns)
                throw ImportFailure.TooLarge(_file,
                    FormattableString.Invariant($"row {Record} has more than {ImportLimits.Columns} columns"));
        }
        return true;
    }

    /// <summary>Reads a field and what ends it; false when that is the record's end.</summary>
    private bool ReadField(List<string> fields)
    {
        _field.Clear();
        var quoted = false;
        if (Peek() == '"')
        {
            quoted = true;
            _at++;
            ReadQuoted();
        }
        while (true)
        {
            var next = Peek();
            if (next == _separator || next is '\r' or '\n' or < 0)
            {
                fields.Add(_field.Length == 0 ? "" : _field.ToString());
                return EndField(next);
            }
            // Spaces between a closing quote and the separator are no part of the text.
            if (quoted && next == ' ')
                _at++;
            else
                Append(EndOfRun());
        }
    }

    private bool EndField(int next)
    {
        if (next < 0)
            return false;
        _at++;
        if (next == '\r' && Peek() == '\n')
            _at++;
        return next == _separator;
    }

    private void ReadQuoted()
    {
        while (true)
        {
            var next = Peek();
            if (next < 0)
                throw ImportFailure.Corrupt(_file,
                    FormattableString.Invariant($"a quoted field that begins in row {Record} does not end"));
            if (next == '"')
            {
                _at++;
                if (Peek() != '"')
                    return;
                Append(_at + 1);
            }
            else
            {
                var quote = Array.IndexOf(_buffer, '"', _at, _filled - _at);
                Append(quote < 0 ? _filled : quote);
            }
        }
    }

    /// <summary>Where in the buffer the plain text ends that begins here; at least one character on.</summary>
    private int EndOfRun()
    {
        var end = _at + 1;
        while (end < _filled && _buffer[end] != _separator && _buffer[end] is not ('\r' or '\n' or ' '))
            end++;
        return end;
    }

    /// <summary>Takes the buffer's characters up to an end into the field.</summary>
    private void Append(int end)
    {
        if (_field.Length + end - _at > ImportLimits.CellCharacters)
            throw ImportFailure.Corrupt(_file, FormattableString.Invariant($"a field in row {Record} has more than {ImportLimits.CellCharacters} characters; its closing quote may be missing"));
        _field.Append(_buffer, _at, end - _at);
        _at = end;
    }

    private int Peek()
    {
        if (_at == _filled)
        {
            _at = 0;
            _filled = _reader.Read(_buffer, 0, _buffer.Length);
            if (_filled <= 0)
            {
                _filled = 0;
                return -1;
            }
        }
        return _buffer[_at];
    }
}
