using System.Text;
using System.Text.RegularExpressions;

namespace AzMigrate.Discovery.Linux.Machines;

/// <summary>What <c>lsblk -P</c> adds to <c>/sys</c>: a row of names and values for each device.</summary>
internal static class LsblkRows
{
    private static readonly Regex Pair = new(
        "(?<name>[A-Z:%_-]+)=\"(?<value>([^\"\\\\]|\\\\.)*)\"",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    /// <summary>Rows by kernel name; of a device that stands below several others the first row.</summary>
    public static Dictionary<string, Dictionary<string, string>> Parse(IReadOnlyList<string> lines)
    {
        var rows = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var row = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (Match pair in Pair.Matches(line))
                row[pair.Groups["name"].Value] = Unescape(pair.Groups["value"].Value).Trim();
            if (row.TryGetValue("KNAME", out var name) && name.Length > 0 && !rows.ContainsKey(name))
                rows.Add(name, row);
        }

        return rows;
    }

    // \xHH is a byte of UTF-8.
    private static string Unescape(string value)
    {
        if (value.IndexOf('\\') < 0)
            return value;
        var bytes = new List<byte>(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\' && i + 3 < value.Length && value[i + 1] == 'x'
                && byte.TryParse(value.Substring(i + 2, 2), System.Globalization.NumberStyles.AllowHexSpecifier,
                    System.Globalization.CultureInfo.InvariantCulture, out var code))
            {
                bytes.Add(code);
                i += 3;
            }
            else
            {
                bytes.AddRange(Encoding.UTF8.GetBytes(value[i].ToString()));
            }
        }

        return new string(Encoding.UTF8.GetString([.. bytes]).Where(character => !char.IsControl(character)).ToArray());
    }
}
