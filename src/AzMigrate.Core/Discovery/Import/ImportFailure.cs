namespace AzMigrate.Discovery.Import;

/// <summary>What makes a whole file unusable; each says what to do next.</summary>
internal static class ImportFailure
{
    public static MigrateException Corrupt(string file, string what, Exception? cause = null) => new(
        "Import.FileCorrupt", $"{Name(file)} is damaged: {what}.",
        "Export it again, or open it in Excel, let Excel repair it, and save it as .xlsx.", file, cause);

    public static MigrateException TooLarge(string file, string what) => new(
        "Import.FileTooLarge", $"{Name(file)} is larger than an inventory can be: {what}.",
        "Export fewer machines per file, or only the tabs vInfo, vCPU, vMemory, vDisk, vPartition and vNetwork.", file);

    public static MigrateException Unknown(string file, string what, string remedy) => new(
        "Import.FormatUnknown", $"{Name(file)} is {what}.", remedy, file);

    public static MigrateException Empty(string file) => new(
        "Import.FileEmpty", $"{Name(file)} is empty.", "Export it again; a file that is still being written is empty.",
        file);

    public static MigrateException ColumnMissing(string file, string? sheet, string columns) => new(
        "Import.ColumnMissing",
        sheet is null ? $"{Name(file)} has no column {columns}." : $"{Name(file)}, {sheet}, has no column {columns}.",
        "Add the column to the first row, under its heading in English as the template or RVTools writes it.", file);

    public static MigrateException SheetMissing(string file, string found) => new(
        "Import.SheetMissing", $"{Name(file)} has no worksheet vInfo; it has {found}.",
        "Export all tabs of RVTools to one workbook, or check that it is the right file.", file);

    private static string Name(string file) => Path.GetFileName(file);
}
