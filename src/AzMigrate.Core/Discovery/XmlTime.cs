using System.Globalization;

namespace AzMigrate.Discovery;

/// <summary>XML times; servers write up to nine digits of a second, .NET reads seven.</summary>
internal static class XmlTime
{
    private const int Digits = 7;

    public static DateTimeOffset? Parse(string text)
    {
        var point = text.IndexOf('.');
        if (point > 0)
        {
            var end = point + 1;
            while (end < text.Length && text[end] is >= '0' and <= '9')
                end++;
            if (end - point - 1 > Digits)
                text = text.Remove(point + 1 + Digits, end - point - 1 - Digits);
        }
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
    }

    public static string Write(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
