using System.IO.Compression;
using System.Xml;

namespace AzMigrate.Discovery.Import.Xlsx;

/// <summary>A workbook: its worksheets by name, opened one at a time.</summary>
internal sealed class XlsxPackage : IDisposable
{
    private readonly ZipArchive _archive;
    private readonly string _file;
    private readonly ImportProblems _problems;
    private readonly CancellationToken _cancellation;
    private readonly UnpackedBytes _unpacked = new();
    private readonly XlsxTable.CellCount _cells = new();
    private readonly Dictionary<string, ZipArchiveEntry> _parts = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<KeyValuePair<string, string>> _sheets = [];
    private string? _sharedStringsPart;
    private SharedStrings? _shared;

    private XlsxPackage(ZipArchive archive, string file, ImportProblems problems, CancellationToken cancellation)
    {
        _archive = archive;
        _file = file;
        _problems = problems;
        _cancellation = cancellation;
    }

    /// <summary>Names of the worksheets in their order.</summary>
    public IEnumerable<string> SheetNames => _sheets.Select(s => s.Key);

    /// <summary>True when dates count from 1904.</summary>
    public bool DatesFrom1904 { get; private set; }

    /// <summary>Opens a workbook; the stream stays open.</summary>
    public static XlsxPackage Open(Stream stream, string file, ImportProblems problems, CancellationToken cancellation)
    {
        ZipDirectory.Check(stream, file);
        var package = new XlsxPackage(
            new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true), file, problems, cancellation);
        try
        {
            // Of two parts of one name the first counts.
            foreach (var entry in package._archive.Entries.Reverse())
                package._parts[entry.FullName.Replace('\\', '/').TrimStart('/')] = entry;
            package.ReadWorkbook();
            return package;
        }
        catch
        {
            package.Dispose();
            throw;
        }
    }

    /// <summary>Opens the worksheet of a name, without regard to case; null when there is none.</summary>
    public XlsxTable? OpenSheet(string name)
    {
        var sheet = _sheets.FirstOrDefault(s => string.Equals(s.Key, name, StringComparison.OrdinalIgnoreCase));
        if (sheet.Key is null)
            return null;
        if (!_parts.TryGetValue(sheet.Value, out var part))
            throw ImportFailure.Corrupt(_file, $"worksheet {ImportProblems.Quote(sheet.Key)} is announced but missing");
        _shared ??= ReadSharedStrings();
        return new XlsxTable(OpenXml(part), sheet.Key, _shared, _problems, _cells, _file);
    }

    /// <summary>Closes the archive and lets go of the shared texts; may be called twice.</summary>
    public void Dispose()
    {
        _shared = null;
        _archive.Dispose();
    }

    private XmlReader OpenXml(ZipArchiveEntry part) => PartXml.Open(
        new PartStream(part.Open(), part.CompressedLength, _unpacked, _file, _cancellation), _file);

    private SharedStrings ReadSharedStrings()
    {
        if (_sharedStringsPart is null || !_parts.TryGetValue(_sharedStringsPart, out var part))
            return new SharedStrings();
        using var reader = OpenXml(part);
        return SharedStrings.Read(reader, _file);
    }

    private void ReadWorkbook()
    {
        if (_parts.ContainsKey("xl/workbook.bin"))
        {
            throw ImportFailure.Unknown(_file, "a binary workbook (.xlsb)",
                "Open it in Excel and save it as .xlsx (Excel Workbook).");
        }
        if (!_parts.ContainsKey("[Content_Types].xml") && _parts.ContainsKey("content.xml"))
        {
            throw ImportFailure.Unknown(_file, "an OpenDocument spreadsheet (.ods)",
                "Open it in LibreOffice or Excel and save it as .xlsx.");
        }
        var workbook = Relations("", "_rels/.rels")
            .FirstOrDefault(r => r.Type.EndsWith("/officeDocument", StringComparison.Ordinal))?.Target
                ?? "xl/workbook.xml";
        if (!_parts.TryGetValue(workbook, out var part))
        {
            throw ImportFailure.Unknown(_file, "a ZIP file that holds no workbook",
                "Unpack it, and import the .xlsx or .csv that it holds.");
        }
        var slash = workbook.LastIndexOf('/') + 1;
        var folder = workbook.Substring(0, slash);
        var relations = Relations(folder, folder + "_rels/" + workbook.Substring(slash) + ".rels");
        _sharedStringsPart = relations
            .FirstOrDefault(r => r.Type.EndsWith("/sharedStrings", StringComparison.Ordinal))?.Target;
        ReadSheets(part, relations);
    }

    private void ReadSheets(ZipArchiveEntry part, List<Relation> relations)
    {
        using var reader = OpenXml(part);
        while (reader.ReadNext(_file))
        {
            if (reader.NodeType != XmlNodeType.Element)
                continue;
            if (reader.LocalName == "workbookPr")
                DatesFrom1904 = reader.GetAttribute("date1904") is "1" or "true";
            if (reader.LocalName != "sheet" || reader.GetAttribute("name") is not string name)
                continue;
            var id = Attribute(reader, "id");
            var relation = relations.Find(r => r.Id == id && r.Type.EndsWith("/worksheet", StringComparison.Ordinal));
            if (relation is not null)
                _sheets.Add(new(name, relation.Target));
            if (_sheets.Count > ImportLimits.Worksheets)
                throw ImportFailure.TooLarge(_file,
                    FormattableString.Invariant($"it has more than {ImportLimits.Worksheets} worksheets"));
        }
        if (_sheets.Count == 0)
            throw ImportFailure.Corrupt(_file, "it lists no worksheet");
    }

    /// <summary>A relation of the strict or the transitional form; both end their types alike.</summary>
    private sealed record Relation(string Id, string Type, string Target);

    private List<Relation> Relations(string folder, string name)
    {
        var relations = new List<Relation>();
        if (!_parts.TryGetValue(name, out var part))
            return relations;
        using var reader = OpenXml(part);
        while (reader.ReadNext(_file))
        {
            if (reader.NodeType != XmlNodeType.Element || reader.LocalName != "Relationship"
                || string.Equals(reader.GetAttribute("TargetMode"), "External", StringComparison.OrdinalIgnoreCase))
                continue;
            if (reader.GetAttribute("Id") is string id && reader.GetAttribute("Type") is string type
                && reader.GetAttribute("Target") is string target)
                relations.Add(new Relation(id, type, Resolve(folder, target)));
            if (relations.Count > 10 * ImportLimits.Worksheets)
                throw ImportFailure.TooLarge(_file, "it has more than 10,000 relations");
        }
        return relations;
    }

    /// <summary>Full name of a part: from the root when it begins with a slash, else from the folder.</summary>
    private static string Resolve(string folder, string target)
    {
        var path = new List<string>();
        var full = target.StartsWith("/", StringComparison.Ordinal) ? target : folder + target;
        foreach (var step in full.Split('/'))
        {
            if (step == ".." && path.Count > 0)
                path.RemoveAt(path.Count - 1);
            else if (step.Length > 0 && step != "." && step != "..")
                path.Add(step);
        }
        return string.Join("/", path);
    }

    /// <summary>An attribute by its local name, in whatever namespace.</summary>
    private static string? Attribute(XmlReader reader, string localName)
    {
        string? value = null;
        while (reader.MoveToNextAttribute())
        {
            if (reader.LocalName == localName && reader.NamespaceURI.Length > 0)
                value = reader.Value;
        }
        reader.MoveToElement();
        return value;
    }
}
