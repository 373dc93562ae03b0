using System.Globalization;
using System.Text;

namespace AzMigrate.Replication.Sources.Linux;

/// <summary>
/// By what a server's disk is known again, also in a rescue system that calls it otherwise: what its content says (its
/// partition table, else what lies on all of it), its hardware's names, its size. Its text is the disk's key.
/// </summary>
/// <param name="Device">The kernel's name, such as <c>sda</c>: for people, and never taken for the disk.</param>
/// <param name="CapacityBytes">Size in bytes.</param>
/// <param name="Label">
/// As <see cref="DiskLabel.Of"/>, or <c>fs:</c> and the UUID of what lies on the whole disk.
/// </param>
/// <param name="Wwn">World wide name, in small letters without its prefix.</param>
/// <param name="Serial">Serial number.</param>
internal sealed record DiskIdentity(string Device, long CapacityBytes, string? Label, string? Wwn, string? Serial)
{
    private const int LongestValue = 64;
    private static readonly string[] WwnPrefixes = ["0x", "naa.", "eui."];

    /// <summary>True when there is anything to know the disk by but its name and size.</summary>
    public bool IsKnowable => Label is not null || Wwn is not null || Serial is not null;

    /// <summary>Takes a value as a kernel or its tools tell it; null where it says nothing.</summary>
    public static string? Value(string? told)
    {
        var clean = new StringBuilder();
        foreach (var letter in (told ?? "").Trim().Take(LongestValue))
            clean.Append(letter is > ' ' and < '\u007f' and not (';' or '=') ? letter : '_');
        var text = clean.ToString();
        return text.Any(letter => letter is not ('0' or '_' or '-')) ? text : null;
    }

    /// <summary>
    /// Takes a world wide name: a number, which <c>lsblk</c> and <c>/sys</c> write differently. Names that the kernel
    /// makes of models and serial numbers where there is none are not taken.
    /// </summary>
    public static string? WwnOf(string? told)
    {
        var name = Value(told)?.ToLowerInvariant();
        var prefix = WwnPrefixes.FirstOrDefault(each => name?.StartsWith(each, StringComparison.Ordinal) == true);
        name = prefix is null ? name : name!.Substring(prefix.Length);
        return name?.All(Uri.IsHexDigit) == true ? Value(name) : null;
    }

    /// <summary>Reads the text of <see cref="ToString"/>; null when it is none.</summary>
    public static DiskIdentity? Parse(string text)
    {
        var fields = text.Split(';');
        var values = fields.Skip(1).Select(field => field.Split(['='], 2)).Where(pair => pair.Length == 2)
            .GroupBy(pair => pair[0])
            .ToDictionary(pairs => pairs.Key, pairs => pairs.First()[1], StringComparer.Ordinal);
        return values.TryGetValue("bytes", out var size)
            && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? new DiskIdentity(fields[0], bytes, Find("label"), Find("wwn"), Find("serial")) : null;

        string? Find(string name) => values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
    }

    /// <summary>True when the hardware's names say that both are one disk.</summary>
    public bool IsSameHardware(DiskIdentity other) =>
        (Wwn is not null && Wwn == other.Wwn) || (Serial is not null && Serial == other.Serial);

    /// <summary>True when both have one partition table, or one file system on all of them.</summary>
    public bool IsSameLabel(DiskIdentity other) => Label is not null && Label == other.Label;

    /// <summary>
    /// True when both are certainly one disk: their contents say so, and their sizes or the hardware too; where one of
    /// them says nothing, hardware and size. Another partition table or world wide name is another disk, whatever else
    /// they have in common. Serial numbers may differ: tools of different age tell different ones of a disk.
    /// </summary>
    public bool IsSame(DiskIdentity other)
    {
        if (Differ(Label, other.Label) || Differ(Wwn, other.Wwn))
            return false;
        var isSameSize = CapacityBytes == other.CapacityBytes;
        return IsSameLabel(other) ? isSameSize || IsSameHardware(other) : isSameSize && IsSameHardware(other);
    }

    /// <summary>The key; its first field is the kernel's name.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Device);
        foreach (var (name, value) in new[] { ("label", Label), ("wwn", Wwn), ("serial", Serial) })
        {
            if (value is not null)
                text.Append(';').Append(name).Append('=').Append(value);
        }

        return text.Append(FormattableString.Invariant($";bytes={CapacityBytes}")).ToString();
    }

    private static bool Differ(string? one, string? other) => one is not null && other is not null && one != other;
}
