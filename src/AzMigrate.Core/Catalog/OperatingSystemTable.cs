using System.Security.Cryptography;
using System.Text;

namespace AzMigrate.Catalog;

/// <summary>
/// Which guest operating systems Azure runs, and until when their makers support them (rules R1, R2). The rows are
/// data: <c>data/catalog/operating-systems.csv</c>.
/// </summary>
public sealed class OperatingSystemTable
{
    private const string Resource = "AzMigrate.Catalog.operating-systems.csv";

    private static readonly Lazy<OperatingSystemTable> Book = new(LoadEmbedded);

    private readonly Dictionary<string, List<OperatingSystemRow>> _families = new(StringComparer.Ordinal);
    private readonly List<(string Name, string Family)> _names = [];

    /// <summary>Reads a table.</summary>
    /// <param name="csv">The text: a heading, then one row a family and range of versions.</param>
    /// <exception cref="FormatException">A row is not as the heading says.</exception>
    public OperatingSystemTable(string csv)
    {
        if (csv is null)
            throw new ArgumentNullException(nameof(csv));
        var text = csv.Replace("\r\n", "\n");
        foreach (var (row, names) in OperatingSystemCsv.Read(text))
        {
            if (!_families.TryGetValue(row.Family, out var rows))
                _families.Add(row.Family, rows = []);
            rows.Add(row);
            _names.AddRange(names.Select(name => (name, row.Family)));
        }

        // Longest first; of equal length the table's own order.
        _names = _names.OrderByDescending(entry => entry.Name.Length).ToList();
        using var sha = SHA256.Create();
        Hash = BitConverter.ToString(sha.ComputeHash(Encoding.UTF8.GetBytes(text)))
            .Replace("-", string.Empty).ToLowerInvariant();
    }

    /// <summary>The table that comes with this version.</summary>
    public static OperatingSystemTable Embedded => Book.Value;

    /// <summary>SHA-256 of the table's content, 64 small hexadecimal digits.</summary>
    public string Hash { get; }

    /// <summary>All rows, in the table's order.</summary>
    public IReadOnlyList<OperatingSystemRow> Rows => _families.Values.SelectMany(rows => rows).ToList();

    /// <summary>
    /// What the table says of an operating system. The guest's own name goes before the configured one; the longest
    /// name contained decides; a version apart from the name completes it.
    /// </summary>
    /// <param name="guestName">The name that VMware Tools or the guest reports; null when not told.</param>
    /// <param name="name">The name by configuration; null when not told.</param>
    /// <param name="version">The version where it is told apart from the name; else null.</param>
    /// <returns>Null when no row matches, also for an empty name and for <c>Other (64-bit)</c>.</returns>
    public OperatingSystemMatch? Find(string? guestName, string? name, string? version = null) =>
        FindOne(guestName, version) ?? FindOne(name, version);

    private OperatingSystemMatch? FindOne(string? name, string? version)
    {
        if (string.IsNullOrWhiteSpace(name))
            return null;
        var match = FindExact(name!, OperatingSystemNames.Normalize(name!), version);
        if (match is { Row.Support: not OperatingSystemSupport.Unknown } || string.IsNullOrWhiteSpace(version))
            return match;

        // "Windows Server" with "2019" in the version column is Windows Server 2019.
        var joined = FindExact(name!, OperatingSystemNames.Normalize(name + " " + version), version);
        return joined ?? match;
    }

    private OperatingSystemMatch? FindExact(string name, string text, string? version)
    {
        foreach (var (known, family) in _names)
        {
            var end = OperatingSystemNames.EndOf(text, known);
            if (end >= 0)
                return Judge(name, _families[family], OperatingSystemNames.VersionAfter(text, end), version);
        }

        return null;
    }

    private static OperatingSystemMatch Judge(
        string name, List<OperatingSystemRow> rows, OperatingSystemVersion? read, string? version)
    {
        if (rows.Count == 1)
            return new OperatingSystemMatch(rows[0], name, null, true);
        var apart = read?.Minor is null ? OperatingSystemNames.VersionIn(version) : null;
        if (apart is not null && (read is null || apart.Major == read.Major))
            read = apart;
        var row = read is null ? null : rows.Find(row => row.From is not null && Covers(row, read));
        if (row is null)
            return new OperatingSystemMatch(rows[0], name, read, false);
        if (row.Known == VersionPrecision.Major || read!.Minor is not null)
            return new OperatingSystemMatch(row, name, read, true);

        // The major alone is too little for R1, but R2 judges by it.
        var family = rows[0] with { SupportEnds = row.SupportEnds, NvmeReady = row.NvmeReady };
        return new OperatingSystemMatch(family, name, read, false);
    }

    private static bool Covers(OperatingSystemRow row, OperatingSystemVersion version) =>
        Compare(version, row.From!, 0) >= 0 && (row.To is null || Compare(version, row.To, int.MaxValue) <= 0);

    // An unknown minor counts as the lowest: what only later ones can do is not assumed.
    private static int Compare(OperatingSystemVersion version, OperatingSystemVersion bound, int missingMinor)
    {
        var byMajor = version.Major.CompareTo(bound.Major);
        return byMajor != 0 ? byMajor : (version.Minor ?? 0).CompareTo(bound.Minor ?? missingMinor);
    }

    private static OperatingSystemTable LoadEmbedded()
    {
        using var stream = typeof(OperatingSystemTable).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The resource {Resource} is missing.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return new OperatingSystemTable(reader.ReadToEnd());
    }
}
