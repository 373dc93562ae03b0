namespace AzMigrate.Inventory;

/// <summary>What two sources' records of one server may have in common.</summary>
/// <param name="Id">The record's identity.</param>
/// <param name="Source">Its source.</param>
/// <param name="SourceKind">Kind of that source.</param>
/// <param name="SmbiosUuid">SMBIOS UUID, where known.</param>
/// <param name="HostName">DNS name, else the display name; it links only when it is fully qualified.</param>
internal sealed record LinkableRecord(
    string Id, string Source, SourceKind SourceKind, string? SmbiosUuid, string? HostName);

/// <summary>
/// Finds the records that different sources hold of one server: by SMBIOS UUID, then, where a UUID is missing, by
/// fully qualified name. A UUID or name that one source gives to two machines proves nothing and links nothing.
/// Where machines are counted or assessed, linked ones count once.
/// </summary>
internal static class MachineLinks
{
    private static readonly string[] EmptyUuids =
        ["00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"];

    /// <summary>
    /// Of each server the id of the record that stands for it: the one of a source that looks at the server itself
    /// before one of an import, then the first in ordinal order.
    /// </summary>
    /// <param name="records">Records in any order; their ids differ.</param>
    /// <returns>Ids in ordinal order.</returns>
    public static IReadOnlyList<string> OnePerServer(IEnumerable<LinkableRecord> records)
    {
        var all = records.OrderBy(Rank).ThenBy(record => record.Id, StringComparer.Ordinal).ToList();
        var serverOf = all.ToDictionary(record => record.Id, record => new List<LinkableRecord> { record },
            StringComparer.Ordinal);
        Link(all, UuidOf, serverOf);
        Link(all, FullNameOf, serverOf);
        return all.Where(record => serverOf[record.Id][0].Id == record.Id)
            .Select(record => record.Id).OrderBy(id => id, StringComparer.Ordinal).ToList();
    }

    private static void Link(
        List<LinkableRecord> records, Func<LinkableRecord, string?> keyOf,
        Dictionary<string, List<LinkableRecord>> serverOf)
    {
        foreach (var same in records.Where(record => keyOf(record) is not null).GroupBy(keyOf, StringComparer.Ordinal))
        {
            var servers = same.Select(record => serverOf[record.Id]).Distinct().ToList();
            var linked = servers.SelectMany(server => server)
                .OrderBy(Rank).ThenBy(record => record.Id, StringComparer.Ordinal).ToList();
            if (servers.Count < 2 || !CanBeOne(linked))
                continue;
            foreach (var record in linked)
                serverOf[record.Id] = linked;
        }
    }

    private static bool CanBeOne(List<LinkableRecord> records) =>
        records.Select(record => record.Source).Distinct(StringComparer.Ordinal).Count() == records.Count
        && records.Select(UuidOf).OfType<string>().Distinct(StringComparer.Ordinal).Count() <= 1;

    private static int Rank(LinkableRecord record) => record.SourceKind switch
    {
        SourceKind.VMware or SourceKind.HyperV => 0,
        SourceKind.Windows or SourceKind.Linux => 1,
        SourceKind.RVTools => 2,
        _ => 3,
    };

    private static string? UuidOf(LinkableRecord record) =>
        record.SmbiosUuid?.ToLowerInvariant() is { Length: > 0 } uuid && !EmptyUuids.Contains(uuid) ? uuid : null;

    private static string? FullNameOf(LinkableRecord record) =>
        record.HostName?.TrimEnd('.').ToLowerInvariant() is { } name && name.IndexOf('.') > 0
            && !System.Net.IPAddress.TryParse(name, out _) ? name : null;
}
