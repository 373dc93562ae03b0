using System.Text;
using AzMigrate.Reporting.Tables;

namespace AzMigrate.Reporting.Csv;

/// <summary>
/// A table as RFC 4180 has it, UTF-8 with the byte order mark that Excel asks for. Texts that a spreadsheet would take
/// for a formula get an apostrophe before them; numbers stay numbers.
/// </summary>
internal sealed class CsvTable<TRow> : IDisposable
{
    private static readonly char[] Quoted = [',', '"', '\r', '\n'];

    private readonly StreamWriter _writer;
    private readonly IReadOnlyList<Column<TRow>> _columns;

    public CsvTable(Stream stream, IReadOnlyList<Column<TRow>> columns)
    {
        _columns = columns;
        _writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true),
            1 << 16, leaveOpen: true)
        {
            NewLine = "\r\n",
        };
        for (var i = 0; i < columns.Count; i++)
            WriteField(i, columns[i].Heading);
        _writer.WriteLine();
    }

    public void Write(TRow row)
    {
        for (var i = 0; i < _columns.Count; i++)
            WriteField(i, _columns[i].Value(row));
        _writer.WriteLine();
    }

    public void Dispose() => _writer.Dispose();

    private void WriteField(int index, Cell cell)
    {
        if (index > 0)
            _writer.Write(',');
        if (cell.Number is decimal number)
            _writer.Write(Cell.Format(number));
        else if (cell.Text is string text)
            WriteText(text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text);
    }

    private void WriteText(string text)
    {
        if (text.IndexOfAny(Quoted) < 0)
        {
            _writer.Write(text);
            return;
        }
        _writer.Write('"');
        _writer.Write(text.Replace("\"", "\"\""));
        _writer.Write('"');
    }
}
