using System.Globalization;
using System.Text.RegularExpressions;
using AzMigrate.Discovery.Cim;

namespace AzMigrate.Tests.Discovery.Cim;

/// <summary>
/// The WQL that the product may use: <c>SELECT * | names FROM class [WHERE name op value [AND …]]</c>. Anything else
/// is no query here, so that nobody writes what only a real server could judge.
/// </summary>
internal sealed partial class Wql
{
    private readonly List<(string Name, string Operator, string Value)> _conditions = [];

    private Wql(string className, IReadOnlyList<string> properties)
    {
        ClassName = className;
        Properties = properties;
    }

    /// <summary>The class asked for.</summary>
    public string ClassName { get; }

    /// <summary>The properties asked for; empty for all.</summary>
    public IReadOnlyList<string> Properties { get; }

    /// <exception cref="FormatException">It is no such query.</exception>
    public static Wql Parse(string text)
    {
        var match = Query().Match(text);
        if (!match.Success)
            throw new FormatException("Not the WQL that the fake knows: " + text);
        var list = match.Groups["list"].Value.Trim();
        var query = new Wql(
            match.Groups["class"].Value, list == "*" ? [] : [.. list.Split(',').Select(name => name.Trim())]);
        var where = match.Groups["where"].Value;
        for (var at = 0; at < where.Length;)
        {
            var condition = Condition().Match(where, at);
            if (!condition.Success)
                throw new FormatException("Not a condition that the fake knows: " + where[at..]);
            query._conditions.Add(
                (condition.Groups["name"].Value, condition.Groups["op"].Value.Trim().ToUpperInvariant(),
                condition.Groups["value"].Value.Trim('\'', '"').Replace("\\\\", "\\", StringComparison.Ordinal)));
            at = condition.Index + condition.Length;
        }
        return query;
    }

    /// <summary>The rows that the query answers, with the properties that it asks for.</summary>
    public IEnumerable<CimRow> Of(IEnumerable<CimRow> rows) => rows
        .Where(row => _conditions.TrueForAll(condition => Holds(row, condition)))
        .Select(row => Properties.Count == 0 ? row : new CimRow(row.ClassName,
            row.Values.Where(value => Properties.Contains(value.Key, StringComparer.OrdinalIgnoreCase))));

    private static bool Holds(CimRow row, (string Name, string Operator, string Value) condition)
    {
        var text = row.GetString(condition.Name);
        if (condition.Value.Equals("NULL", StringComparison.OrdinalIgnoreCase))
            return condition.Operator == "IS" ? text is null : text is not null;
        if (text is null)
            return false;
        if (condition.Operator == "LIKE")
        {
            var pattern = Regex.Escape(condition.Value).Replace("%", ".*", StringComparison.Ordinal).Replace('_', '.');
            return Regex.IsMatch(text, "^" + pattern + "$", RegexOptions.IgnoreCase);
        }
        var order = double.TryParse(text, CultureInfo.InvariantCulture, out var left)
            && double.TryParse(condition.Value, CultureInfo.InvariantCulture, out var right)
                ? left.CompareTo(right) : string.Compare(text, condition.Value, StringComparison.OrdinalIgnoreCase);
        return condition.Operator switch
        {
            "=" => order == 0,
            "<>" or "!=" => order != 0,
            "<" => order < 0,
            ">" => order > 0,
            "<=" => order <= 0,
            _ => order >= 0,
        };
    }

    [GeneratedRegex(@"^\s*SELECT\s+(?<list>\*|\w+(\s*,\s*\w+)*)\s+FROM\s+(?<class>\w+)(\s+WHERE\s+(?<where>.+?))?\s*$",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Query();

    [GeneratedRegex(@"\G\s*(?<name>\w+)\s*(?<op>=|<>|!=|<=|>=|<|>|\s(LIKE|IS\s+NOT|IS)\s)\s*"
        + @"(?<value>'([^'\\]|\\.)*'|""([^""\\]|\\.)*""|[\w.+-]+)\s*(AND\s+(?=\S)|$)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Condition();
}
