using System.Globalization;
using AzMigrate.Discovery.Import.Tables;

namespace AzMigrate.Discovery.Import.RVTools;

/// <summary>Dates as RVTools writes them: a date cell, or text with the year first. They are taken as UTC.</summary>
internal static class RVToolsDate
{
    private const double DaysTo1904 = 1462;

    private static readonly string[] Formats =
    [
        "yyyy/MM/dd HH:mm:ss", "yyyy/MM/dd", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ss",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy/MM/dd HH:mm",
    ];

    public static DateTimeOffset? Read(FieldReader row, int field, bool from1904)
    {
        if (row.Text(field) is not string text)
            return null;
        var style = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (row.Row.IsNumber(field))
        {
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var days)
                && days + (from1904 ? DaysTo1904 : 0) is >= 1 and < 2_958_466 and var serial)
                return new DateTimeOffset(DateTime.SpecifyKind(DateTime.FromOADate(serial), DateTimeKind.Utc));
        }
        else if (DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, style, out var date))
        {
            return date;
        }
        row.Ignored(field, text, "a date with the year first");
        return null;
    }
}
