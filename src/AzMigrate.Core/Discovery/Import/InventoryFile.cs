using System.Xml;
using AzMigrate.Discovery.Import.AzureMigrate;
using AzMigrate.Discovery.Import.Csv;
using AzMigrate.Discovery.Import.RVTools;
using AzMigrate.Discovery.Import.Tables;
using AzMigrate.Discovery.Import.Xlsx;

namespace AzMigrate.Discovery.Import;

/// <summary>Reads inventory files: the Azure Migrate import template and RVTools' exports.</summary>
public static class InventoryFile
{
    private static readonly string[] InfoSheets = ["vInfo", "tabvInfo", "RVTools_tabvInfo"];

    /// <summary>Reads a file. Its content decides what it is, never its name.</summary>
    /// <param name="path">The file's full path.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="progress">Told every 1,000 rows; may be null.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The machines, and the problems of single rows and values.</returns>
    /// <exception cref="MigrateException">
    /// The file cannot be read as a whole: <c>Import.FileNotFound</c>, <c>Import.FileUnreadable</c>,
    /// <c>Import.FileEmpty</c>, <c>Import.FormatUnknown</c>, <c>Import.SheetMissing</c>, <c>Import.ColumnMissing</c>,
    /// <c>Import.FileTooLarge</c>, <c>Import.FileCorrupt</c>, <c>Import.SourceNameInvalid</c>.
    /// </exception>
    public static InventoryFileResult Read(
        string path, InventoryFileOptions options, IProgress<MigrateProgress>? progress,
        CancellationToken cancellationToken)
    {
        if (path is null)
            throw new ArgumentNullException(nameof(path));
        try
        {
            using var stream =
                new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 * 1024);
            return Read(stream, path, options, progress, cancellationToken);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new MigrateException("Import.FileNotFound", $"There is no file {ImportProblems.Quote(path)}.",
                "Check the path; wildcards must match a file.", path, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new MigrateException("Import.FileUnreadable",
                $"{ImportProblems.Quote(path)} cannot be opened: {e.Message}",
                "Close the program that has the file open, or ask for the right to read it.", path, e);
        }
    }

    /// <summary>Reads a file from a stream.</summary>
    /// <param name="stream">A stream that can seek; it is read from its start and stays open.</param>
    /// <param name="path">The file's name, for messages and the result.</param>
    /// <param name="options">How to read it.</param>
    /// <param name="progress">Told every 1,000 rows; may be null.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The machines, and the problems of single rows and values.</returns>
    /// <exception cref="MigrateException">The file cannot be read as a whole.</exception>
    public static InventoryFileResult Read(
        Stream stream, string path, InventoryFileOptions options, IProgress<MigrateProgress>? progress,
        CancellationToken cancellationToken)
    {
        if (stream is null)
            throw new ArgumentNullException(nameof(stream));
        if (path is null)
            throw new ArgumentNullException(nameof(path));
        if (options is null)
            throw new ArgumentNullException(nameof(options));
        if (options.SourceName is string name && (name.Trim().Length == 0 || name.Contains("/")))
        {
            throw new MigrateException("Import.SourceNameInvalid",
                $"{ImportProblems.Quote(name)} is no source name: it must not be blank or hold a slash.",
                "Choose another name.", name);
        }
        try
        {
            var problems = new ImportProblems(path);
            var rows = new ImportProgress(progress, path, cancellationToken);
            return FileSignature.IsWorkbook(stream, path)
                ? ReadWorkbook(stream, path, options, problems, rows, cancellationToken)
                : ReadCsv(stream, path, options, problems, rows, cancellationToken);
        }
        catch (Exception e) when (e is InvalidDataException or XmlException or EndOfStreamException)
        {
            throw ImportFailure.Corrupt(path, e is XmlException
                ? "a part of it is no valid XML" : "its parts cannot be unpacked", e);
        }
    }

    private static InventoryFileResult ReadWorkbook(
        Stream stream, string path, InventoryFileOptions options, ImportProblems problems, ImportProgress rows,
        CancellationToken cancellation)
    {
        using var package = XlsxPackage.Open(stream, path, problems, cancellation);
        var infoName = InfoSheets.FirstOrDefault(s => package.SheetNames.Contains(s, StringComparer.OrdinalIgnoreCase));
        if (infoName is not null && options.Format != InventoryFormat.AzureMigrateCsv)
            return ReadRVTools(package, infoName, path, options, problems, rows);
        var found = string.Join(", ", package.SheetNames.Take(10).Select(ImportProblems.Quote));
        if (options.Format == InventoryFormat.RVTools)
            throw ImportFailure.SheetMissing(path, found);
        // People fill in the template in Excel and save it as a workbook.
        using var sheet = package.OpenSheet(package.SheetNames.First())!;
        var map = sheet.ReadHeadings() is { } headings ? TemplateMap(headings) : null;
        if (map is null || (options.Format == InventoryFormat.Auto && !map.Has(TemplateField.Name)))
            throw ImportFailure.SheetMissing(path, found);
        return ReadTemplate(sheet, map, path, options, problems, rows);
    }

    private static InventoryFileResult ReadRVTools(
        XlsxPackage package, string infoName, string path, InventoryFileOptions options, ImportProblems problems,
        ImportProgress rows)
    {
        var parser = new RVToolsParser(path, options, problems, rows);
        using (var info = package.OpenSheet(infoName)!)
        {
            var headings = info.ReadHeadings() ?? [];
            parser.ReadInfo(info, new FieldMap(headings, SheetLayout.Info.Count, SheetLayout.Info.Of),
                package.DatesFrom1904);
        }
        foreach (var layout in (SheetLayout[])
            [SheetLayout.Cpu, SheetLayout.Memory, SheetLayout.Disk, SheetLayout.Partition, SheetLayout.Network])
        {
            using var tab = package.OpenSheet(infoName.Substring(0, infoName.Length - 5) + layout.Name);
            parser.ReadTab(tab, layout);
        }
        package.Dispose();
        return parser.Result();
    }

    private static InventoryFileResult ReadCsv(
        Stream stream, string path, InventoryFileOptions options, ImportProblems problems, ImportProgress rows,
        CancellationToken cancellation)
    {
        if (stream.Length > ImportLimits.CsvBytes)
            throw ImportFailure.TooLarge(path, "a CSV of more than 1 GiB");
        var encoding = CsvEncoding.Detect(stream, out var isGuess);
        if (isGuess)
        {
            problems.Warning("Import.EncodingGuessed",
                "The file is neither UTF-8 nor UTF-16; letters beyond ASCII may be wrong.",
                "Save it as CSV UTF-8.", null, null, null);
        }
        using var table = new CsvTable(stream, path, encoding, cancellation);
        var headings = table.ReadHeadings() ?? throw ImportFailure.Empty(path);
        var template = TemplateMap(headings);
        var isTemplate = options.Format == InventoryFormat.AzureMigrateCsv
            || (options.Format == InventoryFormat.Auto && template.Has(TemplateField.Name));
        if (isTemplate)
        {
            table.LearnNumbers(template, TemplateField.IsNumber);
            return ReadTemplate(table, template, path, options, problems, rows);
        }
        if (options.Format == InventoryFormat.Auto && !RVToolsParser.IsInfo(headings))
        {
            throw ImportFailure.Unknown(
                path,
                "no inventory that is known: its first row has neither the template's headings (Server name, Cores, "
                + "Memory, OS name) nor those of RVTools' vInfo (VM, Powerstate, CPUs, Memory)",
                "Export an RVTools workbook, or fill in the Azure Migrate import template with its English headings in "
                + "the first row.");
        }
        var map = new FieldMap(headings, SheetLayout.Info.Count, SheetLayout.Info.Of);
        table.LearnNumbers(map, SheetLayout.InfoField.IsNumber);
        var parser = new RVToolsParser(path, options, problems, rows);
        parser.ReadInfo(table, map, datesFrom1904: false);
        return parser.Result();
    }

    private static FieldMap TemplateMap(IReadOnlyList<string?> headings) =>
        new(headings, TemplateField.Count, TemplateField.Of);

    private static InventoryFileResult ReadTemplate(
        ITable table, FieldMap map, string path, InventoryFileOptions options, ImportProblems problems,
        ImportProgress rows)
    {
        foreach (var (field, heading) in ((int, string)[])
            [(TemplateField.Name, "Server name"), (TemplateField.Cores, "Cores"),
                (TemplateField.Memory, "Memory (In MB)")])
        {
            if (!map.Has(field))
                throw ImportFailure.ColumnMissing(path, table.Sheet, heading);
        }
        var parser = new TemplateParser(
            new FieldReader(table, map, problems), new KeptText(path), path, options.SourceName);
        while (parser.ReadNext())
            rows.Row(table.Sheet);
        return new InventoryFileResult
        {
            Path = path,
            Format = InventoryFormat.AzureMigrateCsv,
            Machines = parser.Machines,
            Problems = problems.ToList(),
            RowsRead = parser.RowsRead,
        };
    }
}
