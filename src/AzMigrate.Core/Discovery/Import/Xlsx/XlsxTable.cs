using System.Globalization;
using System.Xml;
using AzMigrate.Discovery.Import.Tables;

namespace AzMigrate.Discovery.Import.Xlsx;

/// <summary>
/// A worksheet as a table, read in one pass. References may be missing or out of order; the declared dimension is
/// not looked at; empty cells cost their bytes only.
/// </summary>
internal sealed class XlsxTable : ITable
{
    private enum CellKind
    {
        Number,
        Shared,
        Text,
        Boolean,
    }

    private readonly XmlReader _reader;
    private readonly SharedStrings _shared;
    private readonly ImportProblems _problems;
    private readonly string _file;
    private readonly CellText _text;
    private readonly char[] _attribute = new char[32];
    private readonly string _rowName;
    private readonly string _cellName;
    private readonly string _valueName;
    private readonly string _textName;
    private readonly string _phoneticName;
    private readonly string _referenceName;
    private readonly string _typeName;
    private readonly CellCount _cells;
    private int _lastRow;
    private int _headingRow;
    private CellKind _kind;
    private int _column;

    public XlsxTable(
        XmlReader reader, string sheet, SharedStrings shared, ImportProblems problems, CellCount cells, string file)
    {
        _reader = reader;
        Sheet = sheet;
        _shared = shared;
        _problems = problems;
        _cells = cells;
        _file = file;
        _text = new CellText(file);
        var names = reader.NameTable;
        _rowName = names.Add("row");
        _cellName = names.Add("c");
        _valueName = names.Add("v");
        _textName = names.Add("t");
        _phoneticName = names.Add("rPh");
        _referenceName = names.Add("r");
        _typeName = _textName;
    }

    /// <summary>Cells that all sheets of a workbook have had together.</summary>
    internal sealed class CellCount
    {
        public long Count { get; set; }
    }

    public string? Sheet { get; }

    public NumberStyle Numbers => NumberStyle.Unknown;

    public IReadOnlyList<string?>? ReadHeadings()
    {
        var headings = new List<string?>();
        while (MoveToRow())
        {
            headings.Clear();
            var any = false;
            while (MoveToCell())
            {
                var text = ReadCell(wanted: true) ? Text(_lastRow)?.Trim() : null;
                if (text is not { Length: > 0 })
                    continue;
                while (headings.Count <= _column)
                    headings.Add(null);
                headings[_column] = text;
                any = true;
            }
            if (any)
            {
                _headingRow = _lastRow;
                return headings;
            }
        }
        return null;
    }

    public bool ReadRow(FieldMap map, TableRow row)
    {
        while (MoveToRow())
        {
            row.Start(_lastRow - _headingRow + 1);
            while (MoveToCell())
            {
                var field = map[_column];
                if (ReadCell(wanted: field >= 0) && Text(row.Number, map.Heading(field)) is string text)
                    row.Set(field, text, _kind == CellKind.Number);
            }
            if (row.HasValues)
                return true;
        }
        return false;
    }

    public void Dispose() => _reader.Dispose();

    /// <summary>Moves to the next row that has cells.</summary>
    private bool MoveToRow()
    {
        while (_reader.ReadNext(_file))
        {
            if (_reader.NodeType != XmlNodeType.Element || !ReferenceEquals(_reader.LocalName, _rowName))
                continue;
            _lastRow++;
            var number = _reader.GetAttribute(_referenceName);
            if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var said) && said > 0)
                _lastRow = said;
            _column = -1;
            if (!_reader.IsEmptyElement)
                return true;
        }
        return false;
    }

    /// <summary>Moves to the row's next cell; false at the row's end.</summary>
    private bool MoveToCell()
    {
        while (_reader.ReadNext(_file))
        {
            if (_reader.NodeType == XmlNodeType.EndElement && ReferenceEquals(_reader.LocalName, _rowName))
                return false;
            if (_reader.NodeType != XmlNodeType.Element || !ReferenceEquals(_reader.LocalName, _cellName))
                continue;
            if (++_cells.Count > ImportLimits.Cells)
                throw ImportFailure.TooLarge(_file,
                    FormattableString.Invariant($"it has more than {ImportLimits.Cells} cells"));
            ReadAttributes();
            return true;
        }
        return false;
    }

    private void ReadAttributes()
    {
        _kind = CellKind.Number;
        _column++;
        while (_reader.MoveToNextAttribute())
        {
            if (ReferenceEquals(_reader.LocalName, _referenceName))
            {
                var length = _reader.ReadValueChunk(_attribute, 0, _attribute.Length);
                _column = CellReference.Column(_attribute, length);
                if (_column < 0)
                    throw ImportFailure.Corrupt(_file, $"{Sheet} has a cell with an impossible reference, {ImportProblems.Quote(new string(_attribute, 0, length))}");
            }
            else if (ReferenceEquals(_reader.LocalName, _typeName))
            {
                var length = _reader.ReadValueChunk(_attribute, 0, _attribute.Length);
                _kind = (length, _attribute[0]) switch
                {
                    (1, 's') => CellKind.Shared,
                    (1, 'b') => CellKind.Boolean,
                    (1, 'n') or (0, _) => CellKind.Number,
                    _ => CellKind.Text,
                };
            }
        }
        if (_column >= ImportLimits.Columns)
            throw ImportFailure.TooLarge(_file,
                FormattableString.Invariant($"{Sheet} has more than {ImportLimits.Columns} columns"));
        _reader.MoveToElement();
    }

    /// <summary>Reads to the cell's end; true when it is wanted and has text.</summary>
    private bool ReadCell(bool wanted)
    {
        if (_reader.IsEmptyElement)
            return false;
        _text.Clear();
        var depth = _reader.Depth;
        var takes = false;
        var phoneticDepth = -1;
        while (_reader.ReadNext(_file) && !(_reader.NodeType == XmlNodeType.EndElement && _reader.Depth == depth))
        {
            switch (_reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (ReferenceEquals(_reader.LocalName, _phoneticName) && !_reader.IsEmptyElement)
                        phoneticDepth = _reader.Depth;
                    takes = wanted && phoneticDepth < 0 && !_reader.IsEmptyElement
                        && (ReferenceEquals(_reader.LocalName, _valueName)
                            || ReferenceEquals(_reader.LocalName, _textName));
                    break;
                case XmlNodeType.EndElement:
                    takes = false;
                    if (_reader.Depth == phoneticDepth)
                        phoneticDepth = -1;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace when takes:
                    _text.Append(_reader);
                    break;
            }
        }
        return _text.Length > 0;
    }

    private string? Text(int row, string? heading = null)
    {
        if (_kind == CellKind.Boolean)
            return _text.ToIndex() switch { 0 => "FALSE", 1 => "TRUE", _ => _text.ToString() };
        if (_kind != CellKind.Shared)
            return _text.ToString();
        var text = _shared[_text.ToIndex()];
        if (text is null)
        {
            _problems.Warning("Import.CellUnreadable",
                $"The cell names shared text {ImportProblems.Quote(_text.ToString())}, which the workbook does not have; it counts as empty.",
                "Open the workbook in Excel, let Excel repair it, and save it.", Sheet, row, heading);
        }
        return text;
    }
}
