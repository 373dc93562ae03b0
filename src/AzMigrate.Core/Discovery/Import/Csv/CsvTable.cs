using System.Text;
using AzMigrate.Discovery.Import.Tables;

namespace AzMigrate.Discovery.Import.Csv;

/// <summary>A CSV as a table: separator by its headings, encoding by its bytes, decimal mark by its numbers.</summary>
internal sealed class CsvTable : ITable
{
    private readonly Stream _stream;
    private readonly string _file;
    private readonly CancellationToken _cancellation;
    private readonly Encoding _encoding;
    private readonly List<string> _fields = [];
    private readonly char _separator;
    private CsvReader _reader;
    private int _headingRecord;

    /// <param name="stream">A seekable stream; it stays open.</param>
    /// <param name="file">The file's name for messages.</param>
    /// <param name="encoding">The stream's encoding.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public CsvTable(Stream stream, string file, Encoding encoding, CancellationToken cancellation)
    {
        _stream = stream;
        _file = file;
        _encoding = encoding;
        _cancellation = cancellation;
        _separator = DetectSeparator();
        _reader = Open();
    }

    public string? Sheet => null;

    public NumberStyle Numbers { get; private set; }

    public IReadOnlyList<string?>? ReadHeadings()
    {
        while (_reader.Read(_fields))
        {
            var isSeparatorLine = _reader.Record == 1
                && _fields[0].StartsWith("sep=", StringComparison.OrdinalIgnoreCase);
            if (!isSeparatorLine && _fields.Exists(f => f.Trim().Length > 0))
            {
                _headingRecord = _reader.Record;
                return _fields.ToArray();
            }
        }
        return null;
    }

    /// <summary>Reads all numbers of some fields once, to learn which separator is decimal, and starts over.</summary>
    public void LearnNumbers(FieldMap map, Func<int, bool> isNumber)
    {
        int points = 0, commas = 0;
        var row = new TableRow(map.Fields);
        while (ReadRow(map, row))
        {
            for (var field = 0; field < map.Fields; field++)
            {
                if (!isNumber(field) || row[field] is not string text)
                    continue;
                var proved = NumberText.Parse(text).Proves;
                points += proved == DecimalMark.Point ? 1 : 0;
                commas += proved == DecimalMark.Comma ? 1 : 0;
            }
        }
        // Both: the file contradicts itself and proves nothing.
        var mark = (points, commas) switch
        {
            ( > 0, 0) => DecimalMark.Point,
            (0, > 0) => DecimalMark.Comma,
            _ => DecimalMark.Unknown,
        };
        var likely = _separator switch
        {
            ',' => DecimalMark.Point,
            ';' => DecimalMark.Comma,
            _ => DecimalMark.Unknown,
        };
        Numbers = new NumberStyle(mark, likely);
        _reader = Open();
        ReadHeadings();
    }

    public bool ReadRow(FieldMap map, TableRow row)
    {
        while (_reader.Read(_fields))
        {
            if ((_reader.Record & 0xFF) == 0)
                _cancellation.ThrowIfCancellationRequested();
            row.Start(_reader.Record - _headingRecord + 1);
            for (var column = 0; column < _fields.Count; column++)
            {
                if (map[column] is >= 0 and var field)
                    row.Set(field, _fields[column]);
            }
            if (row.HasValues)
                return true;
        }
        return false;
    }

    public void Dispose()
    {
    }

    private CsvReader Open()
    {
        _stream.Position = 0;
        return new CsvReader(
            new StreamReader(_stream, _encoding, true, 32 * 1024, leaveOpen: true), _separator, _file);
    }

    /// <summary>
    /// The separator that the first line with text has most often outside quotes; Excel's <c>sep=</c> decides.
    /// </summary>
    private char DetectSeparator()
    {
        _stream.Position = 0;
        using var reader = new StreamReader(_stream, _encoding, true, 1024, leaveOpen: true);
        int commas = 0, semicolons = 0, tabs = 0, seen = 0, c;
        var start = new StringBuilder(5);
        var quoted = false;
        while ((c = reader.Read()) >= 0 && seen < 256 * 1024)
        {
            seen++;
            if (c is '\r' or '\n' && !quoted)
            {
                if (commas + semicolons + tabs > 0 || start.Length > 0)
                    break;
                continue;
            }
            if (start.Length < 5)
                start.Append((char)c);
            quoted ^= c == '"';
            if (quoted)
                continue;
            commas += c == ',' ? 1 : 0;
            semicolons += c == ';' ? 1 : 0;
            tabs += c == '\t' ? 1 : 0;
        }
        var said = start.ToString();
        if (said.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && said.Length == 5
            && said[4] is ',' or ';' or '\t' or '|')
            return said[4];
        if (tabs > commas && tabs > semicolons)
            return '\t';
        return semicolons > commas ? ';' : ',';
    }
}
