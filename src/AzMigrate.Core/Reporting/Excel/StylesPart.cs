using System.Text;
using static AzMigrate.Reporting.Excel.SheetXml;

namespace AzMigrate.Reporting.Excel;

/// <summary>The part <c>xl/styles.xml</c>.</summary>
internal static class StylesPart
{
    private const int WholeNumber = 3;
    private const int TwoDecimals = 4;
    private const int Share = 164;

    private static readonly (int Size, bool Bold, string Colour)[] Fonts =
    [
        (11, false, Palette.Ink), (11, true, Palette.White), (20, true, Palette.White), (12, false, Palette.White),
        (10, false, Palette.Muted), (20, true, Palette.Azure), (11, true, Palette.DarkBlue), (11, true, Palette.Ink),
    ];

    // The first two are laid down by the format: no fill and a pattern.
    private static readonly string?[] Fills =
        [null, null, Palette.Azure, Palette.DarkBlue, Palette.Mist, Palette.PaleBlue];

    // In the order of CellStyle. Borders: 0 none, 1 thin line below, 2 line above and below.
    private static readonly Format[] Formats =
    [
        new(), new(Number: WholeNumber, Align: "right", Indent: 1), new(Number: TwoDecimals, Align: "right", Indent: 1),
        new(Font: 1, Fill: 2, Border: 1, Align: "left", Vertical: "center", Wrap: true),
        new(Font: 1, Fill: 2, Border: 1, Align: "right", Vertical: "center", Wrap: true, Indent: 1),
        new(Font: 2, Fill: 3, Align: "left", Vertical: "center", Indent: 1),
        new(Font: 3, Fill: 2, Align: "left", Vertical: "center", Indent: 1),
        new(Font: 4, Fill: 4, Align: "left", Vertical: "bottom", Indent: 1),
        new(Font: 5, Fill: 4, Number: WholeNumber, Align: "left", Vertical: "center", Indent: 1),
        new(Font: 5, Fill: 4, Number: TwoDecimals, Align: "left", Vertical: "center", Indent: 1),
        new(Font: 5, Fill: 4, Number: Share, Align: "left", Vertical: "center", Indent: 1),
        new(Font: 5, Fill: 4, Align: "left", Vertical: "center", Indent: 1),
        new(Font: 6, Fill: 5, Align: "left", Vertical: "center", Indent: 1),
        new(Font: 6, Fill: 5, Align: "right", Vertical: "center"),
        new(Border: 1, Align: "left", Indent: 1), new(Border: 1, Align: "right"),
        new(Border: 1, Number: WholeNumber, Align: "right"), new(Border: 1, Number: TwoDecimals, Align: "right"),
        new(Border: 1, Number: Share, Align: "right"),
        new(Font: 7, Border: 2, Align: "left", Indent: 1), new(Font: 7, Border: 2, Number: WholeNumber, Align: "right"),
        new(Font: 7, Border: 2, Number: TwoDecimals, Align: "right"),
        new(Font: 7, Border: 2, Number: Share, Align: "right"),
        new(Font: 4, Align: "left", Vertical: "top", Wrap: true, Indent: 1),
    ];

    /// <summary>Fonts and fills of the readiness texts, in the order of rising severity.</summary>
    private static readonly (string Text, string Fill)[] ReadinessColours =
        [(Palette.Green, "DFF6DD"), ("8A6100", "FFF4CE"), (Palette.Muted, "EDEBE9"), ("A4262C", "FDE7E9")];

    /// <summary>The part.</summary>
    public static string Xml()
    {
        var xml = new StringBuilder(8192).Append(SheetXml.Declaration)
            .Append("<styleSheet xmlns=\"").Append(SheetXml.Namespace).Append("\"><numFmts count=\"1\">")
            .Append("<numFmt numFmtId=\"164\" formatCode=\"0.0%\"/></numFmts>");
        Append(xml, "fonts", Fonts, font => Text(
            "<font>{0}<sz val=\"{1}\"/><color rgb=\"FF{2}\"/><name val=\"Calibri\"/><family val=\"2\"/></font>",
            font.Bold ? "<b/>" : "", font.Size, font.Colour));
        Append(xml, "fills", Fills.Select((colour, index) => (colour, index)).ToArray(), fill => fill.colour is null
            ? Text("<fill><patternFill patternType=\"{0}\"/></fill>", fill.index == 0 ? "none" : "gray125")
            : Text(
                "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FF{0}\"/><bgColor indexed=\"64\"/></patternFill></fill>",
                fill.colour));
        Append(xml, "borders", [("", ""), ("", "thin"), ("thin", "thin")], border => Text(
            "<border><left/><right/>{0}{1}<diagonal/></border>", Edge("top", border.Item1),
            Edge("bottom", border.Item2)));
        xml.Append("<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>");
        Append(xml, "cellXfs", Formats, format => format.Xml());
        xml.Append("<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles>");
        Append(xml, "dxfs", ReadinessColours, colours => Text(
            "<dxf><font><color rgb=\"FF{0}\"/></font><fill><patternFill patternType=\"solid\"><fgColor rgb=\"FF{1}\"/>"
                + "<bgColor rgb=\"FF{1}\"/></patternFill></fill></dxf>",
            colours.Text, colours.Fill));
        return xml.Append("</styleSheet>").ToString();
    }

    private static string Edge(string name, string style) => style.Length == 0
        ? $"<{name}/>" : $"<{name} style=\"{style}\"><color rgb=\"FF{Palette.Line}\"/></{name}>";

    private static void Append<T>(StringBuilder xml, string element, IReadOnlyList<T> items, Func<T, string> write)
    {
        xml.Append(Text("<{0} count=\"{1}\">", element, items.Count));
        foreach (var item in items)
            xml.Append(write(item));
        xml.Append("</").Append(element).Append('>');
    }

    private sealed record Format(
        int Font = 0,
        int Fill = 0,
        int Border = 0,
        int Number = 0,
        string Align = "general",
        string Vertical = "bottom",
        bool Wrap = false,
        int Indent = 0)
    {
        public string Xml() => Text(
            "<xf numFmtId=\"{0}\" fontId=\"{1}\" fillId=\"{2}\" borderId=\"{3}\" xfId=\"0\" applyNumberFormat=\"1\" "
                + "applyFont=\"1\" applyFill=\"1\" applyBorder=\"1\" applyAlignment=\"1\"><alignment horizontal=\"{4}\" "
                + "vertical=\"{5}\" wrapText=\"{6}\" indent=\"{7}\"/></xf>",
            Number, Font, Fill, Border, Align, Vertical, Wrap ? 1 : 0, Indent);
    }
}
