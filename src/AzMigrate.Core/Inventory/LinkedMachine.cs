namespace AzMigrate.Inventory;

/// <summary>One source's record of a server.</summary>
/// <param name="Machine">What it says.</param>
/// <param name="ObservedAt">When it said so last, in UTC.</param>
/// <param name="IsGone">Whether its source lacks the machine.</param>
internal sealed record MachineRecord(Machine Machine, DateTimeOffset ObservedAt, bool IsGone);

/// <summary>The one machine that linked records describe, and which of them each fact comes from.</summary>
/// <param name="Machine">The machine; its id is that of the record that stands for it.</param>
/// <param name="Facts">Where the facts that are known come from, in the order of the rules.</param>
internal sealed record LinkedMachine(Machine Machine, IReadOnlyList<FactSource> Facts)
{
    /// <summary>Makes one machine of a server's records. The order of all but the first changes nothing.</summary>
    /// <param name="records">At least one; the first stands for the server.</param>
    public static LinkedMachine Of(IReadOnlyList<MachineRecord> records)
    {
        var machine = records[0].Machine;
        var facts = new List<FactSource>();
        foreach (var rule in FactRule.All)
        {
            if (rule.Best(records) is not { } best)
                continue;
            if (records.Count > 1)
                machine = rule.Take(machine, best.Machine);
            facts.Add(new FactSource(rule.Fact, best.Machine.Id, best.ObservedAt, rule.Id));
        }

        return new LinkedMachine(
            records.Count > 1 ? machine with { Tags = AllTags(records) } : machine, [.. facts, .. TagSources(records)]);
    }

    // Of two values of one tag that of the record that stands before the other.
    private static SortedDictionary<string, string> AllTags(IReadOnlyList<MachineRecord> records)
    {
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in records.SelectMany(record => record.Machine.Tags))
        {
            if (!tags.ContainsKey(tag.Key))
                tags.Add(tag.Key, tag.Value);
        }

        return tags;
    }

    private static IEnumerable<FactSource> TagSources(IReadOnlyList<MachineRecord> records) => records
        .Where(record => record.Machine.Tags.Count > 0)
        .Select(record => new FactSource(nameof(Machine.Tags), record.Machine.Id, record.ObservedAt, "M12"));
}
