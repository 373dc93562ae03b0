namespace AzMigrate.Inventory;

/// <summary>
/// Records of one server from several sources: linked by SMBIOS UUID, then by fully qualified host name. Where
/// machines are counted or assessed, linked ones count once.
/// </summary>
public static class MachineLinks
{
    /// <summary>
    /// One record for each server, in ordinal order of the ids: of linked records the one whose source tells most
    /// (hypervisors, then servers asked directly, then files), then the first by id. The order given does not matter.
    /// </summary>
    /// <param name="machines">Records, each id once.</param>
    public static IReadOnlyList<Machine> Distinct(IEnumerable<Machine> machines)
    {
        if (machines is null)
            throw new ArgumentNullException(nameof(machines));
        var records = machines.OrderBy(machine => machine.Id, StringComparer.Ordinal).ToArray();
        var groups = Enumerable.Range(0, records.Length).Select(at => new List<int> { at }).ToArray();
        Link(records, groups, record => record.SmbiosUuid?.ToLowerInvariant());
        Link(records, groups, FullyQualifiedName);
        return [.. groups.Distinct()
            .Select(group => group.Select(at => records[at]).OrderBy(record => Rank(record.SourceKind))
                .ThenBy(record => record.Id, StringComparer.Ordinal).First())
            .OrderBy(machine => machine.Id, StringComparer.Ordinal)];
    }

    // A source lists a server once: what two of its records share is a clone's UUID or a reused name and links nothing.
    private static void Link(Machine[] records, List<int>[] groups, Func<Machine, string?> keyOf)
    {
        var byKey = Enumerable.Range(0, records.Length)
            .Where(at => !string.IsNullOrWhiteSpace(keyOf(records[at])))
            .GroupBy(at => keyOf(records[at])!, StringComparer.Ordinal)
            .OrderBy(same => same.Key, StringComparer.Ordinal);
        foreach (var same in byKey)
        {
            var linked = same.Select(at => groups[at]).Distinct().ToList();
            var merged = linked.SelectMany(group => group).OrderBy(at => at).ToList();
            if (linked.Count < 2 || SharesASource(records, merged) || HasTwoUuids(records, merged))
                continue;
            foreach (var at in merged)
                groups[at] = merged;
        }
    }

    private static bool SharesASource(Machine[] records, List<int> group) =>
        group.Select(at => records[at].Source).Distinct(StringComparer.Ordinal).Count() < group.Count;

    private static bool HasTwoUuids(Machine[] records, List<int> group) =>
        group.Select(at => records[at].SmbiosUuid?.ToLowerInvariant()).Where(uuid => !string.IsNullOrWhiteSpace(uuid))
            .Distinct(StringComparer.Ordinal).Count() > 1;

    private static string? FullyQualifiedName(Machine machine)
    {
        var name = (machine.HostName ?? machine.Name).Trim().TrimEnd('.').ToLowerInvariant();
        var dot = name.IndexOf('.');
        return dot > 0 && !IsAddress(name) ? name : null;
    }

    private static bool IsAddress(string name) => name.All(letter => letter is (>= '0' and <= '9') or '.' or ':');

    private static int Rank(SourceKind kind) => kind switch
    {
        SourceKind.VMware => 0,
        SourceKind.HyperV => 1,
        SourceKind.Windows => 2,
        SourceKind.Linux => 3,
        SourceKind.RVTools => 4,
        _ => 5,
    };
}
