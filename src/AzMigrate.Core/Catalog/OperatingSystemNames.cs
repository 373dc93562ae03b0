using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AzMigrate.Catalog;

/// <summary>How operating systems' names are made comparable, and how versions are read from them (rule R1).</summary>
internal static class OperatingSystemNames
{
    private const RegexOptions Plain = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    // Names come from files: nothing longer is a name, and the patterns stay cheap.
    private const int LongestName = 400;

    private const string ServicePack = @"(\s*[\(\-,]?\s*(sp|service pack)\s*(?<pack>[0-9]{1,2}))?";

    // [0-9] and not \d, which takes the digits of every script.
    private static readonly Regex AfterName = new(
        @"\A([\s,:\-]|linux|server|release|version|leap|workstation|desktop|for sap applications|for sap"
        + "|advanced platform|enterprise|os|stream|v)*"
        + @"(?<major>[0-9]{1,3})(\.(?<minor>[0-9]{1,3})(?![0-9]))?(?![0-9/])(\.x|\.[0-9]+)*" + ServicePack,
        Plain);

    private static readonly Regex VersionText = new(
        @"\A[^0-9]{0,40}?(?<major>[0-9]{1,3})(\.(?<minor>[0-9]{1,3})(?![0-9]))?(?![0-9/])(\.[0-9]+)*" + ServicePack,
        Plain);

    // Some sources write "64-bit" without brackets, where it would be read as the version 64.
    private static readonly Regex Bits = new(@"\(?(?<![0-9])(?<bits>32|64)[\- ]?bits?(?![a-z])\)?", Plain);

    private static readonly Regex KernelVersion = new(@"\A[0-9]+\.[0-9]+\.[0-9]+-|\.el[0-9]|-generic", Plain);

    /// <summary>Small letters, single spaces, without "Microsoft", trade marks and "(64-bit)".</summary>
    public static string Normalize(string name)
    {
        var text = new StringBuilder(Bits.Replace(Lower(name), " "))
            .Replace("®", " ").Replace("™", " ").Replace("(r)", " ").Replace("(tm)", " ")
            .Replace("microsoft", " ").ToString();
        var result = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            var space = char.IsWhiteSpace(character);
            if (!space)
                result.Append(character);
            else if (result.Length > 0 && result[result.Length - 1] != ' ')
                result.Append(' ');
        }

        return result.ToString().TrimEnd();
    }

    /// <summary>32 or 64 where a name tells it, such as "(32-bit)"; else null (rule R5).</summary>
    public static int? BitsIn(string? name) =>
        name is not null && Bits.Match(Lower(name)) is { Success: true } match ? Number(match.Groups["bits"]) : null;

    /// <summary>Where a name ends inside a text as a word of its own; -1 when it is not there.</summary>
    public static int EndOf(string text, string name)
    {
        for (var at = text.LastIndexOf(name, StringComparison.Ordinal); at >= 0;)
        {
            var end = at + name.Length;
            if (!Continues(text, at - 1, name[0]) && !Continues(text, end, name[name.Length - 1]))
                return end;
            at = at == 0 ? -1 : text.LastIndexOf(name, end - 2, StringComparison.Ordinal);
        }

        return -1;
    }

    /// <summary>The version that follows a family's name; null when there is none, or several.</summary>
    public static OperatingSystemVersion? VersionAfter(string text, int end) =>
        Read(AfterName.Match(text.Substring(end)));

    /// <summary>The version in a text that holds nothing else; null when it is none, or a kernel's.</summary>
    public static OperatingSystemVersion? VersionIn(string? version)
    {
        if (version is null)
            return null;
        var text = Normalize(version);
        return KernelVersion.IsMatch(text) ? null : Read(VersionText.Match(text));
    }

    /// <summary>A version such as <c>8.6</c> in the table; null for an empty cell.</summary>
    public static OperatingSystemVersion? Parse(string cell) =>
        cell.Length == 0 ? null : Read(VersionText.Match(cell))
            ?? throw new FormatException($"'{cell}' is no version.");

    private static string Lower(string name) =>
        (name.Length > LongestName ? name.Substring(0, LongestName) : name).ToLowerInvariant();

    private static OperatingSystemVersion? Read(Match match)
    {
        if (!match.Success)
            return null;
        var minor = match.Groups["pack"].Success ? match.Groups["pack"] : match.Groups["minor"];
        return new OperatingSystemVersion(
            Number(match.Groups["major"]), minor.Success ? Number(minor) : null);
    }

    private static int Number(Group group) => int.Parse(group.Value, NumberStyles.None, CultureInfo.InvariantCulture);

    // "rhel8" is RHEL 8, but "windows 2003" is not "windows 200", nor "sles" the start of "slesh".
    private static bool Continues(string text, int at, char edge)
    {
        if (at < 0 || at >= text.Length)
            return false;
        return char.IsDigit(edge) ? char.IsDigit(text[at]) : char.IsLetter(edge) && char.IsLetter(text[at]);
    }
}
