using System.Globalization;
using System.Xml;

namespace AzMigrate.Discovery.Cim;

/// <summary>
/// CIM datetimes and intervals: of WMI (<c>20240131235959.000000+060</c>, <c>00000012081530.000000:000</c>), of
/// WS-Management (XML dateTime and duration), and typed.
/// </summary>
internal static class CimTime
{
    private const int Length = 25;
    private const int Dot = 14;
    private const int Sign = 21;

    /// <summary>The time in UTC; null when the value is none.</summary>
    public static DateTimeOffset? ToTime(object value) => value switch
    {
        DateTimeOffset time => time.ToUniversalTime(),
        DateTime time => new DateTimeOffset(time).ToUniversalTime(),
        string text when IsCim(text) => FromCim(text),
        string text when text.IndexOf('-') > 0 => XmlTime.Parse(text),
        _ => null,
    };

    /// <summary>The span; null when the value is none.</summary>
    public static TimeSpan? ToInterval(object value) => value switch
    {
        TimeSpan span => span,
        string text when IsCim(text) => IntervalFromCim(text),
        string text => FromDuration(text),
        _ => null,
    };

    private static bool IsCim(string text) => text.Length == Length && text[Dot] == '.';

    private static DateTimeOffset? FromCim(string text)
    {
        if (text[Sign] is not ('+' or '-'))
            return null;
        // A star stands for a digit that is not known: the earliest time that it can mean.
        var date = Stars(text, 0, 4, "") + Stars(text, 4, 2, "01") + Stars(text, 6, 2, "01");
        var time = date + text.Substring(8, Sign - 8).Replace('*', '0');
        if (!DateTime.TryParseExact(
                time, "yyyyMMddHHmmss.ffffff", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            || !int.TryParse(Stars(text, Sign + 1, 3, "0"), NumberStyles.None, CultureInfo.InvariantCulture,
                out var minutes))
            return null;
        var utcTicks = local.Ticks - (TimeSpan.TicksPerMinute * (text[Sign] == '-' ? -minutes : minutes));
        return utcTicks >= 0 && utcTicks <= DateTime.MaxValue.Ticks
            ? new DateTimeOffset(utcTicks, TimeSpan.Zero) : null;
    }

    private static string Stars(string text, int start, int length, string instead)
    {
        var part = text.Substring(start, length);
        return part.IndexOf('*') < 0 ? part : instead;
    }

    private static TimeSpan? IntervalFromCim(string text)
    {
        if (text[Sign] != ':'
            || Number(text, 0, 8) is not int days || Number(text, 8, 2) is not int hours
            || Number(text, 10, 2) is not int minutes || Number(text, 12, 2) is not int seconds
            || Number(text, Dot + 1, 6) is not int microseconds || days > TimeSpan.MaxValue.Days - 5)
            return null;
        return new TimeSpan(days, hours, minutes, seconds) + TimeSpan.FromTicks(microseconds * 10L);
    }

    private static int? Number(string text, int start, int length) => int.TryParse(
        text.Substring(start, length).Replace('*', '0'), NumberStyles.None, CultureInfo.InvariantCulture,
        out var number)
        ? number : null;

    private static TimeSpan? FromDuration(string text)
    {
        try
        {
            return XmlConvert.ToTimeSpan(text);
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            return null;
        }
    }
}
