using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace AzMigrate.Discovery.Hosts;

/// <summary>Reads hosts as people write them. What cannot be read is not repeated: it may hold a password.</summary>
internal static class HostList
{
    private const int MostHosts = 10_000;

    private static readonly Regex NameRange = new(
        @"\A(?<before>[^\[\]]*)\[(?<from>[0-9]{1,5})-(?<to>[0-9]{1,5})\](?<after>[^\[\]]*)\z", Plain);

    private static readonly Regex AddressRange = new(
        @"\A(?<before>([^@]*@)?[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.)(?<from>[0-9]{1,3})-(?<to>[0-9]{1,3})(?<after>(:[0-9]+)?)\z",
        Plain);

    private static readonly Regex NameAndPort = new(
        @"\A(\[(?<v6>[0-9A-Fa-f:.%]+)\]|(?<name>[A-Za-z0-9_]([A-Za-z0-9_.\-]{0,253})))(:(?<port>[0-9]{1,5}))?\z", Plain);

    private static readonly Regex UserText = new(@"\A[A-Za-z0-9_.@+$\\\-]{1,256}\z", Plain);

    private const RegexOptions Plain = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    /// <summary>The hosts in the order given, ranges spread out, each once.</summary>
    /// <exception cref="MigrateException"><c>Source.AddressInvalid</c>.</exception>
    public static IReadOnlyList<HostAddress> Parse(IReadOnlyList<string> texts, int defaultPort, int usualPort = 22)
    {
        var hosts = new List<HostAddress>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in texts.SelectMany(Spread))
        {
            var host = ParseOne(text, defaultPort, usualPort);
            if (!seen.Add(host.Key))
                continue;
            hosts.Add(host);
            if (hosts.Count > MostHosts)
                throw Invalid(FormattableString.Invariant($"are more than {MostHosts} hosts"),
                    "Make several sources of them.");
        }

        return hosts.Count > 0 ? hosts : throw Invalid("is no host at all", "Give at least one host.");
    }

    /// <summary>One host.</summary>
    /// <exception cref="MigrateException"><c>Source.AddressInvalid</c>.</exception>
    public static HostAddress ParseOne(string text, int defaultPort, int usualPort = 22)
    {
        text = text.Trim();
        var at = text.LastIndexOf('@');
        var user = at < 0 ? null : text.Substring(0, at);
        var rest = text.Substring(at + 1);
        // A bare IPv6 address.
        if (rest.Count(character => character == ':') > 1 && IPAddress.TryParse(rest, out _) && rest[0] != '[')
            rest = "[" + rest + "]";
        var match = NameAndPort.Match(rest);
        var port = match.Groups["port"].Success
            ? int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture) : defaultPort;
        if (!match.Success || port is < 1 or > 65535 || (user is not null && !IsUser(user))
            || (match.Groups["v6"].Success && !IPAddress.TryParse(match.Groups["v6"].Value, out _)))
            throw Invalid("is no host's name or address", "Give hosts such as web1.corp.example, root@10.1.2.3:2222 or "
                + "web[01-20].corp.example; the password goes into the credential.");
        var name = match.Groups["v6"].Success ? match.Groups["v6"].Value : match.Groups["name"].Value;
        return new HostAddress(user, name.ToLowerInvariant(), port, usualPort);
    }

    public static bool IsUser(string user) => UserText.IsMatch(user) && user[0] != '-';

    private static IEnumerable<string> Spread(string text)
    {
        text = text.Trim();
        var range = NameRange.Match(text);
        if (!range.Success)
            range = AddressRange.Match(text);
        if (!range.Success)
            return [text];
        var (from, to) = (Number(range, "from"), Number(range, "to"));
        if (from > to || to - from >= MostHosts)
            throw Invalid("has a range that ends before it begins, or is too long", "Write ranges such as web[01-20].");
        var digits = range.Groups["from"].Length;
        return Enumerable.Range(from, to - from + 1).Select(number =>
            range.Groups["before"].Value + number.ToString(
                "D" + digits, CultureInfo.InvariantCulture) + range.Groups["after"].Value);
    }

    private static int Number(Match match, string group) =>
        int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    private static MigrateException Invalid(string what, string remedy) => new(
        "Source.AddressInvalid", $"What was given as hosts {what}.", remedy);
}
