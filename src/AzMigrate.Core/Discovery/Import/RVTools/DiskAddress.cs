using System.Globalization;
using System.Text.RegularExpressions;

namespace AzMigrate.Discovery.Import.RVTools;

/// <summary>Where a disk hangs: kind of bus, controller, unit; -1 where the tab does not tell.</summary>
/// <param name="Kind">scsi, sata, ide or nvme; disk when unknown.</param>
/// <param name="Bus">Number of the controller.</param>
/// <param name="Unit">Number of the unit on it.</param>
internal readonly record struct DiskAddress(string Kind, int Bus, int Unit)
{
    private static readonly Regex Controller = new(
        @"\b(scsi|sata|ahci|ide|nvme)\b\D{0,20}?(\d{1,3})\s*$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    public bool IsKnown => Bus >= 0 && Unit >= 0;

    /// <summary>Reads the controller's label (in Controller or Label, by version) and the unit's number.</summary>
    public static DiskAddress Parse(string? controller, string? label, string? scsiUnit, string? unit)
    {
        var (kind, bus) = Find(controller) ?? Find(label) ?? ("disk", -1);
        // SCSI Unit # is written as '0' or as '0:0'.
        var pair = (scsiUnit ?? unit ?? "").Split(':');
        if (pair.Length == 2 && Number(pair[0]) is >= 0 and var first)
        {
            kind = kind == "disk" ? "scsi" : kind;
            bus = bus < 0 ? first : bus;
        }
        return new DiskAddress(kind, bus, Number(pair[pair.Length - 1]));
    }

    public override string ToString() => FormattableString.Invariant($"{Kind}{Bus}:{Unit}");

    private static (string, int)? Find(string? text)
    {
        if (text is null || text.Length > 100)
            return null;
        var match = Controller.Match(text);
        if (!match.Success)
            return null;
        var kind = match.Groups[1].Value.ToLowerInvariant();
        return (kind == "ahci" ? "sata" : kind, Number(match.Groups[2].Value));
    }

    private static int Number(string text) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < 10_000
            ? number : -1;
}
