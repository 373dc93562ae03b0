using System.Globalization;
using AzMigrate.Reporting.Tables;

namespace AzMigrate.Reporting.Excel;

/// <summary>The XML of cells, and how a text is written so that it stays the text that it is.</summary>
internal static class SheetXml
{
    public const string Declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    public const string Namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    public const string Relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /// <summary>Characters that Excel takes in a cell.</summary>
    public const int LongestText = 32767;

    private const char CutMark = '\u2026';

    /// <summary>Fills in a template in the invariant culture; it does not escape.</summary>
    public static string Text(string template, params object[] values) =>
        string.Format(CultureInfo.InvariantCulture, template, values);

    /// <summary>The column's letters; the first column is 1.</summary>
    public static string Letters(int column)
    {
        var letters = "";
        for (; column > 0; column = (column - 1) / 26)
            letters = (char)('A' + (column - 1) % 26) + letters;
        return letters;
    }

    /// <summary>A cell's reference, such as <c>B3</c>.</summary>
    public static string Reference(int row, int column) => Letters(column) + row.ToString(CultureInfo.InvariantCulture);

    /// <summary>Writes a cell; a blank one only where it has a style to show.</summary>
    public static void WriteCell(TextWriter xml, string letters, string row, Cell cell, CellStyle style)
    {
        if (cell.IsBlank && style == CellStyle.General)
            return;
        xml.Write("<c r=\"");
        xml.Write(letters);
        xml.Write(row);
        if (style != CellStyle.General)
        {
            xml.Write("\" s=\"");
            xml.Write(StyleNumbers[(int)style]);
        }
        if (cell.Text is string text)
        {
            xml.Write("\" t=\"inlineStr\"><is>");
            WriteText(xml, text);
            xml.Write("</is></c>");
        }
        else if (cell.Number is decimal number)
        {
            xml.Write("\"><v>");
            xml.Write(Cell.Format(number));
            xml.Write("</v></c>");
        }
        else
            xml.Write("\"/>");
    }

    /// <summary>
    /// Writes characters as XML; those that XML has not are written as <c>_xHHHH_</c> (ECMA-376, 22.9.2.19 ST_Xstring),
    /// and so is the underscore of a text that looks like that.
    /// </summary>
    public static void WriteEscaped(TextWriter xml, string text)
    {
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var escaped = Escape(text, ref i, out var first);
            if (escaped is null)
                continue;
            Write(xml, text, start, first);
            xml.Write(escaped);
            start = i + 1;
        }
        Write(xml, text, start, text.Length);
    }

    /// <summary>The text as a cell holds it: what is too long is cut, with a mark.</summary>
    public static string Cut(string text)
    {
        if (text.Length <= LongestText)
            return text;
        var length = LongestText - 1;
        if (char.IsHighSurrogate(text[length - 1]))
            length--;
        return text.Substring(0, length) + CutMark;
    }

    private static readonly string[] StyleNumbers = Enumerable.Range(0, (int)CellStyle.Note + 1)
        .Select(style => style.ToString(CultureInfo.InvariantCulture)).ToArray();

    private static void WriteText(TextWriter xml, string text)
    {
        text = Cut(text);
        xml.Write(char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[text.Length - 1])
            ? "<t xml:space=\"preserve\">" : "<t>");
        WriteEscaped(xml, text);
        xml.Write("</t>");
    }

    // What to write for the character at the index, null for itself. A pair of surrogates is passed over as one.
    private static string? Escape(string text, ref int index, out int first)
    {
        first = index;
        var character = text[index];
        switch (character)
        {
            case '&':
                return "&amp;";
            case '<':
                return "&lt;";
            case '>':
                return "&gt;";
            case '"':
                return "&quot;";
            case '_':
                return LooksEscaped(text, index) ? "_x005F_" : null;
            case '\t' or '\n':
                return null;
        }
        if (char.IsHighSurrogate(character) && index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]))
        {
            index++;
            return null;
        }
        return character < ' ' || char.IsSurrogate(character) || character >= '\uFFFE'
            ? string.Format(CultureInfo.InvariantCulture, "_x{0:X4}_", (int)character)
            : null;
    }

    private static bool LooksEscaped(string text, int index)
    {
        if (index + 6 >= text.Length || text[index + 1] is not ('x' or 'X') || text[index + 6] != '_')
            return false;
        for (var i = index + 2; i < index + 6; i++)
        {
            if (!Uri.IsHexDigit(text[i]))
                return false;
        }
        return true;
    }

    private static void Write(TextWriter xml, string text, int start, int end)
    {
        if (start == 0 && end == text.Length)
            xml.Write(text);
        else if (end > start)
            xml.Write(text.Substring(start, end - start));
    }
}
