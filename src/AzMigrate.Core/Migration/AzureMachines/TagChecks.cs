using AzMigrate.Replication.Targets;

namespace AzMigrate.Migration.AzureMachines;

/// <summary>
/// What Azure would refuse of a user's tags, once the source is shut down (Microsoft Learn, "Use tags to organize your
/// Azure resources", limitations).
/// </summary>
internal static class TagChecks
{
    private const int MostTags = 50;
    private const int LongestName = 512;
    private const int LongestValue = 256;
    private const string Forbidden = "<>%&\\?/";
    private static readonly string[] Ours = [AzureTags.Replication, AzureTags.Disk, AzureTags.Launch];

    public static IEnumerable<MigrateProblem> Of(IReadOnlyDictionary<string, string> tags, string machine)
    {
        var names = tags.Keys.Concat(Ours).Distinct(StringComparer.Ordinal).ToList();
        if (names.Count > MostTags)
            yield return Problem(FormattableString.Invariant(
                $"There are {tags.Count} tags, and a resource has {MostTags} at most, {Ours.Length} of them ours."));
        foreach (var same in names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase)
            .Where(same => same.Skip(1).Any()))
        {
            yield return Problem(
                $"The tags {string.Join(" and ", same)} are one: their names differ in capital letters alone.");
        }

        foreach (var tag in tags)
        {
            if (tag.Key.Length is 0 or > LongestName
                || tag.Key.Any(letter => char.IsControl(letter) || Forbidden.Contains(letter)))
                yield return Problem($"'{Shown(tag.Key)}' is no name of a tag.");
            if (tag.Value.Length > LongestValue)
                yield return Problem(FormattableString.Invariant(
                    $"The value of the tag '{Shown(tag.Key)}' has {tag.Value.Length} letters."));
        }

        MigrateProblem Problem(string message) => new()
        {
            Severity = ProblemSeverity.Error,
            Code = "Azure.TagInvalid",
            Message = message,
            Remedy = FormattableString.Invariant(
                $"Use names of 1 to {LongestName} letters without < > % & \\ ? /, and values of {LongestValue} at most."),
            Target = machine,
        };
    }

    private static string Shown(string name)
    {
        var clean = new string([.. name.Take(50).Select(letter => char.IsControl(letter) ? '?' : letter)]);
        return name.Length > clean.Length ? clean + "…" : clean;
    }
}
