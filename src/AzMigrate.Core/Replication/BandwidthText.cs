using System.Globalization;

namespace AzMigrate.Replication;

/// <summary>Reads bandwidth windows that people write.</summary>
internal static class BandwidthText
{
    private static readonly string[] Days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

    public static long? Bytes(double? megabytes) => megabytes is { } value ? (long)(value * 1_000_000) : null;

    public static BandwidthWindow Window(string text)
    {
        var parts = (text ?? "").Split('=');
        var words = parts[0].Trim().Split([' '], StringSplitOptions.RemoveEmptyEntries);
        var times = words.Length > 0 ? words[words.Length - 1].Split('-') : [];
        if (parts.Length != 2 || words.Length is 0 or > 2 || times.Length != 2
            || !TryTime(times[0], out var from) || !TryTime(times[1], out var to)
            || !TryRate(parts[1].Trim(), out var rate)
            || !TryDays(words.Length == 2 ? words[0] : "", out var days))
            throw Invalid(text);
        return new BandwidthWindow(days, from, to, rate);
    }

    private static bool TryTime(string text, out TimeSpan time)
    {
        time = TimeSpan.FromDays(1);
        return text == "24:00" || TimeSpan.TryParseExact(text, "hh\\:mm", CultureInfo.InvariantCulture, out time);
    }

    private static bool TryRate(string text, out long? rate)
    {
        rate = null;
        if (text.Equals("unlimited", StringComparison.OrdinalIgnoreCase))
            return true;
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var megabytes)
            || megabytes > 1_000_000)
            return false;
        rate = Bytes(megabytes);
        return true;
    }

    private static bool TryDays(string text, out List<DayOfWeek> days)
    {
        days = [];
        foreach (var part in text.Split([','], StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = part.Split('-');
            var first = IndexOf(ends[0]);
            var last = IndexOf(ends[ends.Length - 1]);
            if (ends.Length > 2 || first < 0 || last < 0)
                return false;
            for (var day = first; ; day = (day + 1) % Days.Length)
            {
                days.Add((DayOfWeek)day);
                if (day == last)
                    break;
            }
        }

        return true;
    }

    private static int IndexOf(string day) =>
        Array.FindIndex(Days, each => each.Equals(day.Trim(), StringComparison.OrdinalIgnoreCase));

    private static MigrateException Invalid(string? text) => new(
        "Bandwidth.WindowInvalid", $"'{text}' is no bandwidth window.",
        "Write it as 'Mon-Fri 08:00-18:00=20' (20 MB/s), '22:00-06:00=unlimited' or 'Sat,Sun 00:00-24:00=0' (nothing).", text);
}
