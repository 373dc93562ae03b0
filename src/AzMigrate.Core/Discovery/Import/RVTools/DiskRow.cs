using System.Globalization;
using AzMigrate.Inventory;

namespace AzMigrate.Discovery.Import.RVTools;

/// <summary>A row of vDisk; the machine's disks are put in order and named when all are read.</summary>
/// <param name="Disk">The disk, not yet named.</param>
/// <param name="Address">Where it hangs.</param>
/// <param name="Number">The number in its label, <c>Hard disk 1</c>; the largest number when it has none.</param>
/// <param name="Key">What tells it from the machine's other disks.</param>
internal sealed record DiskRow(MachineDisk Disk, DiskAddress Address, int Number, string Key)
{
    /// <summary>
    /// The disks with their names, the OS disk first: the lowest unit of the lowest controller. Of several kinds of
    /// controllers the one with the lowest label number goes first.
    /// </summary>
    public static IReadOnlyList<MachineDisk> InOrder(List<DiskRow>? rows, KeptText kept)
    {
        if (rows is null)
            return [];
        var firstOfKind = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (!firstOfKind.TryGetValue(row.Address.Kind, out var lowest) || row.Number < lowest)
                firstOfKind[row.Address.Kind] = row.Number;
        }
        var ordered = rows
            .OrderBy(r => firstOfKind[r.Address.Kind])
            .ThenBy(r => r.Address.Kind, StringComparer.Ordinal)
            .ThenBy(r => r.Address.IsKnown ? 0 : 1)
            .ThenBy(r => r.Address.IsKnown ? r.Address.Bus : 0)
            .ThenBy(r => r.Address.IsKnown ? r.Address.Unit : 0)
            .ThenBy(r => r.Number)
            .ThenBy(r => r.Key, StringComparer.Ordinal);
        var names = new UniqueNames();
        var disks = new List<MachineDisk>(rows.Count);
        foreach (var row in ordered)
        {
            var name = row.Address.IsKnown ? row.Address.ToString()
                : row.Number < int.MaxValue ? "disk" + row.Number.ToString(CultureInfo.InvariantCulture)
                : "disk";
            disks.Add(row.Disk with { Name = kept.Keep(names.Of(name))! });
        }
        return disks.ToArray();
    }

    /// <summary>The number at the end of a label, or the largest number.</summary>
    public static int NumberOf(string? label)
    {
        var end = label?.Length ?? 0;
        var begin = end;
        while (begin > 0 && label![begin - 1] is >= '0' and <= '9')
            begin--;
        return end > begin
            && int.TryParse(label!.Substring(begin), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number : int.MaxValue;
    }
}
