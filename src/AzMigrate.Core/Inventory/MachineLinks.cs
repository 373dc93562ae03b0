namespace AzMigrate.Inventory;

/// <summary>What two sources' records of one server may have in common.</summary>
/// <param name="Id">The record's identity.</param>
/// <param name="Source">Its source.</param>
/// <param name="SourceKind">Kind of that source.</param>
/// <param name="SmbiosUuid">SMBIOS UUID, where known.</param>
/// <param name="HostName">DNS name, else the display name; it links only when it is fully qualified.</param>
/// <param name="IsGone">Whether its source lacks it.</param>
internal sealed record LinkableRecord(
    string Id, string Source, SourceKind SourceKind, string? SmbiosUuid, string? HostName, bool IsGone = false);

/// <summary>
/// Finds the records that different sources hold of one server: by SMBIOS UUID (rule L1), then, where no two UUIDs
/// speak against it, by fully qualified name (rule L2). A UUID or name that one source gives to two machines that are
/// there proves nothing and links nothing (rule L3). Where machines are shown, counted or assessed, linked ones are
/// one.
/// </summary>
internal static class MachineLinks
{
    /// <summary>
    /// The records of each server. The first of a server's stands for it (rule L4): one that is there before one that
    /// is gone, of a source that looks at the server itself before one of an import, then in ordinal order.
    /// </summary>
    /// <param name="records">Records in any order; their ids differ.</param>
    /// <returns>Servers in the ordinal order of the ids that stand for them.</returns>
    public static IReadOnlyList<IReadOnlyList<LinkableRecord>> Servers(IEnumerable<LinkableRecord> records)
    {
        var all = InOrder(records);
        var serverOf = all.ToDictionary(record => record.Id, record => new List<LinkableRecord> { record },
            StringComparer.Ordinal);
        Link(all, UuidKeyOf, serverOf);
        Link(all, NameKeyOf, serverOf);
        return all.Where(record => serverOf[record.Id][0].Id == record.Id).Select(record => serverOf[record.Id])
            .OrderBy(server => server[0].Id, StringComparer.Ordinal).ToList();
    }

    /// <summary>By which a record is linked first; null where it has no UUID that says anything.</summary>
    public static string? UuidKeyOf(LinkableRecord record) => Inventory.SmbiosUuid.KeyOf(record.SmbiosUuid);

    /// <summary>By which a record is linked next; null where it has no fully qualified name.</summary>
    public static string? NameKeyOf(LinkableRecord record) =>
        record.HostName?.TrimEnd('.') is { } name && name.IndexOf('.') > 0
            && name.All(character => character is > ' ' and < (char)127)
            && !name.StartsWith("localhost.", StringComparison.OrdinalIgnoreCase)
            && !System.Net.IPAddress.TryParse(name, out _) ? name.ToLowerInvariant() : null;

    private static void Link(
        List<LinkableRecord> records, Func<LinkableRecord, string?> keyOf,
        Dictionary<string, List<LinkableRecord>> serverOf)
    {
        var keyed = records.Select(record => (Record: record, Key: keyOf(record))).Where(pair => pair.Key is not null);
        foreach (var same in keyed.GroupBy(pair => pair.Key, pair => pair.Record, StringComparer.Ordinal))
        {
            var servers = same.Select(record => serverOf[record.Id]).Distinct().ToList();
            if (servers.Count < 2)
                continue;
            var linked = InOrder(servers.SelectMany(server => server));
            if (!CanBeOne(linked))
                continue;
            foreach (var record in linked)
                serverOf[record.Id] = linked;
        }
    }

    // A source that has lost a machine may have it again under another id; two that are there are two.
    private static bool CanBeOne(List<LinkableRecord> records) =>
        records.GroupBy(record => record.Source, StringComparer.Ordinal)
            .All(ofSource => ofSource.Count() == 1 || ofSource.Count(record => !record.IsGone) == 1)
        && records.Select(UuidKeyOf).OfType<string>().Distinct(StringComparer.Ordinal).Count() <= 1;

    private static List<LinkableRecord> InOrder(IEnumerable<LinkableRecord> records) => records
        .OrderBy(record => record.IsGone).ThenBy(Rank).ThenBy(record => record.Id, StringComparer.Ordinal).ToList();

    private static int Rank(LinkableRecord record) => record.SourceKind switch
    {
        SourceKind.VMware or SourceKind.HyperV => 0,
        SourceKind.Windows or SourceKind.Linux => 1,
        SourceKind.RVTools => 2,
        _ => 3,
    };
}
