using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace AzMigrate.Replication.DiskFormats.Vmdk;

/// <summary>A line of a descriptor: one extent of the disk.</summary>
/// <param name="Kind">FLAT, VMFS, SPARSE, VMFSSPARSE, ZERO and others, in upper case.</param>
/// <param name="Bytes">Of the disk.</param>
/// <param name="FileName">Empty for ZERO.</param>
/// <param name="FileOffset">Bytes into a flat file.</param>
internal sealed record VmdkExtent(string Kind, long Bytes, string FileName, long FileOffset);

/// <summary>The text of a VMDK: its extents, and its parent (VMware Virtual Disk Format 5.0).</summary>
internal sealed partial class VmdkDescriptor
{
    /// <summary>A disk of 62 TiB in pieces of 2 GB has some 32,000 lines.</summary>
    public const int MaxBytes = 4 << 20;

    /// <summary>Each extent's file stays open.</summary>
    private const int MaxExtents = 4096;
    private const string NoParent = "ffffffff";
    private const string LinePattern =
        "^\\s*(?<access>RW|RDONLY|NOACCESS)\\s+(?<size>[0-9]{1,15})\\s+(?<kind>[A-Z]{1,20})"
        + "(?:\\s+\"(?<file>[^\"]{1,4096})\"(?:\\s+(?<offset>[0-9]{1,15}))?)?";

    public required IReadOnlyList<VmdkExtent> Extents { get; init; }

    /// <summary>The content's id: eight hexadecimal digits, lower case; null where it has none.</summary>
    public string? ContentId { get; init; }

    public ParentReference? Parent { get; init; }

    /// <summary>True for the beginning of a descriptor.</summary>
    public static bool IsOne(ReadOnlySpan<byte> start)
    {
        start = DescriptorText.WithoutMark(start);
        var text = Encoding.ASCII.GetString(start.Slice(0, Math.Min(start.Length, 64)).ToArray());
        return text.TrimStart().StartsWith("# Disk DescriptorFile", StringComparison.OrdinalIgnoreCase);
    }

    public static VmdkDescriptor Parse(byte[] bytes, string path)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var extents = new List<VmdkExtent>();
        long capacity = 0;
        using var lines = new StringReader(DescriptorText.Of(bytes));
        while (lines.ReadLine() is string line)
        {
            if (line.TrimStart().StartsWith("#", StringComparison.Ordinal))
                continue;
            if (ExtentLine().Match(line) is { Success: true } match)
            {
                var extent = Extent(match, path, line);
                extents.Add(extent);
                DiskLimits.CheckCapacity(path, capacity += extent.Bytes);
                if (extents.Count > MaxExtents)
                    throw DiskErrors.TooLarge(path, FormattableString.Invariant($"more than {MaxExtents} extents"));
            }
            else if (line.IndexOf('=') is > 0 and var at)
            {
                values[line.Substring(0, at).Trim()] = line.Substring(at + 1).Trim().Trim('"');
            }
        }
        if (extents.Count == 0)
            throw DiskErrors.Damaged(path, 0, "its descriptor names no extent");
        var parentId = values.TryGetValue("parentCID", out var id) ? Id(id) : NoParent;
        return new VmdkDescriptor
        {
            Extents = extents,
            ContentId = values.TryGetValue("CID", out var own) ? Id(own) : null,
            Parent = parentId == NoParent ? null
                : new ParentReference(values.TryGetValue("parentFileNameHint", out var hint) ? [hint] : [], [parentId]),
        };
    }

    // A number: some programs write it without the zeros before it.
    private static string Id(string text) =>
        uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id)
            ? id.ToString("x8", CultureInfo.InvariantCulture) : text.ToLowerInvariant();

    private static VmdkExtent Extent(Match match, string path, string line)
    {
        var kind = match.Groups["kind"].Value;
        var sectors = Number(match.Groups["size"].Value);
        var offset = Number(match.Groups["offset"].Value);
        if (match.Groups["access"].Value == "NOACCESS")
            throw DiskErrors.Unsupported(path, "has an extent that may not be read", "Export the whole disk again.");
        const long MostSectors = DiskLimits.MaxCapacityBytes / DiskLimits.SectorBytes;
        if (sectors is 0 or > MostSectors || offset > long.MaxValue / 1024)
            throw DiskErrors.TooLarge(path, "the extent " + line.Trim());
        if (kind != "ZERO" && !match.Groups["file"].Success)
            throw DiskErrors.Damaged(path, 0, "an extent of its descriptor has no file");
        return new VmdkExtent(
            kind, sectors * DiskLimits.SectorBytes, match.Groups["file"].Value, offset * DiskLimits.SectorBytes);
    }

    private static long Number(string digits) =>
        digits.Length == 0 ? 0 : long.Parse(digits, CultureInfo.InvariantCulture);

#if NET8_0_OR_GREATER
    [GeneratedRegex(LinePattern, RegexOptions.CultureInvariant)]
    private static partial Regex ExtentLine();
#else
    private static readonly Regex Line = new(LinePattern, RegexOptions.CultureInvariant);

    private static Regex ExtentLine() => Line;
#endif
}
