using System.Globalization;
using System.Text;
using AzMigrate.Reporting.Tables;
using static System.FormattableString;
using static AzMigrate.Reporting.Excel.SheetXml;

namespace AzMigrate.Reporting.Excel;

/// <summary>The parts of charts (ECMA-376, part 1, 20.5 and 21.2).</summary>
internal static class ChartXml
{
    private const string ChartNamespace = "http://schemas.openxmlformats.org/drawingml/2006/chart";
    private const string MainNamespace = "http://schemas.openxmlformats.org/drawingml/2006/main";
    private const string SheetDrawing = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing";

    /// <summary>The drawing that puts charts on a sheet; the charts are its relationships in their order.</summary>
    public static string Drawing(IReadOnlyList<Chart> charts)
    {
        var xml = new StringBuilder(SheetXml.Declaration)
            .Append(Invariant($"<xdr:wsDr xmlns:xdr=\"{SheetDrawing}\" xmlns:a=\"{MainNamespace}\">"));
        for (var i = 0; i < charts.Count; i++)
        {
            var place = charts[i].Place;
            xml.Append("<xdr:twoCellAnchor>")
                .Append(Corner("from", place.Column, place.Row)).Append(Corner("to", place.EndColumn, place.EndRow))
                .Append("<xdr:graphicFrame macro=\"\"><xdr:nvGraphicFramePr>")
                .Append(Text("<xdr:cNvPr id=\"{0}\" name=\"Chart {1}\" descr=\"{2}\"/>", i + 2, i + 1,
                    Escaped(charts[i].Title)))
                .Append("<xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm><a:off x=\"0\" y=\"0\"/>")
                .Append("<a:ext cx=\"0\" cy=\"0\"/></xdr:xfrm><a:graphic>")
                .Append(Invariant($"<a:graphicData uri=\"{ChartNamespace}\"><c:chart xmlns:c=\"{ChartNamespace}\" "))
                .Append(Text("xmlns:r=\"{0}\" r:id=\"rId{1}\"/>", SheetXml.Relationships, i + 1))
                .Append("</a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor>");
        }
        return xml.Append("</xdr:wsDr>").ToString();
    }

    /// <summary>A chart whose ranges lie on the sheet.</summary>
    public static string Chart(Chart chart, string sheet)
    {
        var xml = new StringBuilder(SheetXml.Declaration)
            .Append(Invariant($"<c:chartSpace xmlns:c=\"{ChartNamespace}\" xmlns:a=\"{MainNamespace}\">"))
            .Append("<c:roundedCorners val=\"0\"/><c:chart><c:title><c:tx><c:rich><a:bodyPr/><a:p><a:pPr>")
            .Append(Invariant($"<a:defRPr sz=\"1300\" b=\"1\">{Solid(Palette.DarkBlue)}</a:defRPr></a:pPr>"))
            .Append(Invariant($"<a:r><a:rPr lang=\"en-US\" sz=\"1300\" b=\"1\">{Solid(Palette.DarkBlue)}</a:rPr>"))
            .Append(Invariant(
                $"<a:t>{Escaped(chart.Title)}</a:t></a:r></a:p></c:rich></c:tx><c:overlay val=\"0\"/></c:title>"))
            .Append("<c:autoTitleDeleted val=\"0\"/><c:plotArea><c:layout/>")
            .Append(chart.Kind == ChartKind.Doughnut ? Doughnut(chart, sheet) : Bars(chart, sheet))
            .Append("</c:plotArea>");
        if (chart.Kind == ChartKind.Doughnut)
            xml.Append("<c:legend><c:legendPos val=\"r\"/><c:overlay val=\"0\"/></c:legend>");
        return xml.Append("<c:plotVisOnly val=\"1\"/><c:dispBlanksAs val=\"gap\"/></c:chart>")
            .Append(Invariant($"<c:spPr>{Solid(Palette.White)}<a:ln w=\"9525\">{Solid(Palette.Line)}</a:ln></c:spPr>"))
            .Append(Invariant(
                $"<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz=\"1000\">{Solid(Palette.Ink)}</a:defRPr></a:pPr>"))
            .Append("<a:endParaRPr lang=\"en-US\"/></a:p></c:txPr></c:chartSpace>").ToString();
    }

    private static string Doughnut(Chart chart, string sheet) =>
        "<c:doughnutChart><c:varyColors val=\"1\"/>" + Series(chart, sheet)
        + "<c:firstSliceAng val=\"0\"/><c:holeSize val=\"58\"/></c:doughnutChart>";

    private static string Bars(Chart chart, string sheet)
    {
        var bar = chart.Kind == ChartKind.Bar;
        return Text("<c:barChart><c:barDir val=\"{0}\"/><c:grouping val=\"clustered\"/>", bar ? "bar" : "col")
            + "<c:varyColors val=\"0\"/>" + Series(chart, sheet)
            + "<c:gapWidth val=\"60\"/><c:axId val=\"1\"/><c:axId val=\"2\"/></c:barChart>"
            + Text(
                "<c:catAx><c:axId val=\"1\"/><c:scaling><c:orientation val=\"{0}\"/></c:scaling><c:delete val=\"0\"/>"
                    + "<c:axPos val=\"{1}\"/><c:majorTickMark val=\"none\"/><c:minorTickMark val=\"none\"/>"
                    + "<c:tickLblPos val=\"nextTo\"/><c:crossAx val=\"2\"/><c:crosses val=\"autoZero\"/></c:catAx>",
                bar ? "maxMin" : "minMax",
                bar ? "l" : "b")
            // The figures stand at the bars, so their axis would say the same again.
            + Text(
                "<c:valAx><c:axId val=\"2\"/><c:scaling><c:orientation val=\"minMax\"/><c:min val=\"0\"/></c:scaling>"
                    + "<c:delete val=\"1\"/><c:axPos val=\"{0}\"/><c:numFmt formatCode=\"{1}\" sourceLinked=\"0\"/>"
                    + "<c:majorTickMark val=\"none\"/><c:minorTickMark val=\"none\"/><c:tickLblPos val=\"nextTo\"/>"
                    + "<c:crossAx val=\"1\"/><c:crosses val=\"autoZero\"/></c:valAx>",
                bar ? "b" : "l",
                chart.NumberFormat);
    }

    private static string Series(Chart chart, string sheet)
    {
        var xml = new StringBuilder("<c:ser><c:idx val=\"0\"/><c:order val=\"0\"/>");
        var isBar = chart.Kind != ChartKind.Doughnut;
        if (isBar)
            xml.Append(Invariant($"<c:spPr>{Solid(Palette.Azure)}</c:spPr><c:invertIfNegative val=\"0\"/>"));
        for (var i = 0; i < chart.Points.Count; i++)
        {
            xml.Append(Text("<c:dPt><c:idx val=\"{0}\"/>", i)).Append(isBar ? "<c:invertIfNegative val=\"0\"/>" : "")
                .Append(Invariant($"<c:bubble3D val=\"0\"/><c:spPr>{Solid(chart.Points[i].Colour)}</c:spPr></c:dPt>"));
        }
        xml.Append(Labels(chart, isBar)).Append("<c:cat><c:strRef><c:f>").Append(Range(chart, sheet, chart.LabelColumn))
            .Append(Text("</c:f><c:strCache><c:ptCount val=\"{0}\"/>", chart.Points.Count));
        for (var i = 0; i < chart.Points.Count; i++)
            xml.Append(Text("<c:pt idx=\"{0}\"><c:v>{1}</c:v></c:pt>", i, Escaped(chart.Points[i].Label)));
        xml.Append("</c:strCache></c:strRef></c:cat><c:val><c:numRef><c:f>")
            .Append(Range(chart, sheet, chart.FigureColumn))
            .Append(Text("</c:f><c:numCache><c:formatCode>{0}</c:formatCode>", chart.NumberFormat))
            .Append(Text("<c:ptCount val=\"{0}\"/>", chart.Points.Count));
        for (var i = 0; i < chart.Points.Count; i++)
        {
            if (chart.Points[i].Figure is decimal figure)
                xml.Append(Text("<c:pt idx=\"{0}\"><c:v>{1}</c:v></c:pt>", i, Cell.Format(figure)));
        }
        return xml.Append("</c:numCache></c:numRef></c:val></c:ser>").ToString();
    }

    // Slices of nothing get no label: "0" would hang in the air.
    private static string Labels(Chart chart, bool isBar)
    {
        var xml = new StringBuilder("<c:dLbls>");
        for (var i = 0; i < chart.Points.Count && !isBar; i++)
        {
            if (chart.Points[i].Figure is null or 0)
                xml.Append(Text("<c:dLbl><c:idx val=\"{0}\"/><c:delete val=\"1\"/></c:dLbl>", i));
        }
        xml.Append(Invariant($"<c:numFmt formatCode=\"{chart.NumberFormat}\" sourceLinked=\"0\"/><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"))
            .Append(Invariant($"<c:txPr><a:bodyPr/><a:p><a:pPr><a:defRPr sz=\"1000\" b=\"1\">{Solid(isBar ? Palette.Ink : Palette.White)}"))
            .Append("</a:defRPr></a:pPr><a:endParaRPr lang=\"en-US\"/></a:p></c:txPr>")
            .Append(isBar ? "<c:dLblPos val=\"outEnd\"/>" : "")
            .Append("<c:showLegendKey val=\"0\"/><c:showVal val=\"1\"/><c:showCatName val=\"0\"/><c:showSerName val=\"0\"/>")
            .Append("<c:showPercent val=\"0\"/><c:showBubbleSize val=\"0\"/></c:dLbls>");
        return xml.ToString();
    }

    private static string Range(Chart chart, string sheet, int column)
    {
        var letters = SheetXml.Letters(column);
        return Text(
            "{0}!${1}${2}:${1}${3}", sheet, letters, chart.FirstRow, chart.FirstRow + chart.Points.Count - 1);
    }

    private static string Corner(string name, int column, int row) => Text(
        "<xdr:{0}><xdr:col>{1}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{2}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:{0}>",
        name, column, row);

    private static string Solid(string colour) => $"<a:solidFill><a:srgbClr val=\"{colour}\"/></a:solidFill>";

    private static string Escaped(string text)
    {
        using var xml = new StringWriter(CultureInfo.InvariantCulture);
        SheetXml.WriteEscaped(xml, text);
        return xml.ToString();
    }
}
