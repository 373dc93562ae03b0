using System.Globalization;

namespace AzMigrate.Discovery.Cim;

/// <summary>Reads single values, typed ones and the texts of WS-Management, whatever the culture.</summary>
internal static class CimValue
{
    /// <summary>The text; null for an instance or a list.</summary>
    public static string? ToText(object value) => value switch
    {
        string text => text,
        bool truth => truth ? "true" : "false",
        DateTimeOffset time => XmlTime.Write(time),
        DateTime time => XmlTime.Write(new DateTimeOffset(time)),
        TimeSpan span => System.Xml.XmlConvert.ToString(span),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>The whole number of 0 or more; null when it is none.</summary>
    public static ulong? ToUInt64(object value) => value switch
    {
        string text => ulong.TryParse(
            text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
        ulong number => number,
        byte or ushort or uint => Convert.ToUInt64(value, CultureInfo.InvariantCulture),
        sbyte or short or int or long => Convert.ToInt64(value, CultureInfo.InvariantCulture) is >= 0 and var number
            ? (ulong)number : null,
        _ => null,
    };

    /// <summary>The whole number; null when it is none, or above what a long holds.</summary>
    public static long? ToInt64(object value) => value switch
    {
        string text => long.TryParse(
            text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null,
        ulong number => number <= long.MaxValue ? (long)number : null,
        sbyte or short or int or long or byte or ushort or uint =>
            Convert.ToInt64(value, CultureInfo.InvariantCulture),
        _ => null,
    };

    /// <summary>The finite number; null when it is none.</summary>
    public static double? ToDouble(object value)
    {
        double? number = value switch
        {
            string text => double.TryParse(
                text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) ? parsed : null,
            sbyte or short or int or long or byte or ushort or uint or ulong or float or double =>
                Convert.ToDouble(value, CultureInfo.InvariantCulture),
            _ => null,
        };
        return number is double some && !double.IsNaN(some) && !double.IsInfinity(some) ? some : null;
    }

    /// <summary>The truth value; null when it is none.</summary>
    public static bool? ToBoolean(object value) => value switch
    {
        bool truth => truth,
        string text => text.Trim().ToUpperInvariant() switch
        {
            "TRUE" or "1" => true,
            "FALSE" or "0" => false,
            _ => null,
        },
        _ => null,
    };
}
