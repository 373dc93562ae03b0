using System.Globalization;
using System.Text.RegularExpressions;

namespace AzMigrate.Catalog;

/// <summary>The parts of a series' name, by Azure's naming convention for VM sizes.</summary>
/// <param name="Class">
/// The leading capital letters, such as <c>D</c>, <c>DC</c>, <c>NV</c>. The S of the first premium series (DS, GS) is
/// a variant, not part of the class.
/// </param>
/// <param name="Variants">The small letters of additive features in order, such as <c>ads</c>; may be empty.</param>
/// <param name="Version">The version; 1 for a series without one.</param>
/// <param name="Suffix">What follows the version, such as <c>A10</c> or <c>cc</c>; empty for most.</param>
public sealed record VmSeries(string Class, string Variants, int Version, string Suffix)
{
    private static readonly Regex Pattern = new(
        @"\A(?<class>[A-Z]+)(?<variants>[a-z]{0,6}?)(v(?<version>[0-9]{1,3}))?(_(?<suffix>[A-Za-z0-9_]+))?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture);

    /// <summary>Reads a series' name.</summary>
    /// <param name="series">Such as <c>Dsv5</c>, <c>DCadsv5_cc</c>, <c>NVadmsv5_A10</c>, <c>Mms</c>.</param>
    /// <exception cref="FormatException">It is no series' name.</exception>
    public static VmSeries Parse(string series)
    {
        var match = Pattern.Match(series);
        if (!match.Success)
            throw new FormatException($"'{series}' is not the name of a VM series.");

        var letters = match.Groups["class"].Value;
        var variants = match.Groups["variants"].Value;
        if (letters is "DS" or "GS")
        {
            variants = "s" + variants;
            letters = letters.Substring(0, 1);
        }

        var version = match.Groups["version"].Value;
        return new VmSeries(
            letters, variants, version.Length == 0 ? 1 : int.Parse(version, CultureInfo.InvariantCulture),
            match.Groups["suffix"].Value);
    }
}
