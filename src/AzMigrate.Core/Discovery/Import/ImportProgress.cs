namespace AzMigrate.Discovery.Import;

/// <summary>Tells every 1,000 rows how far the reading is, and ends it when it is cancelled.</summary>
internal sealed class ImportProgress
{
    private readonly IProgress<MigrateProgress>? _progress;
    private readonly string _name;
    private readonly CancellationToken _cancellation;
    private long _rows;

    public ImportProgress(IProgress<MigrateProgress>? progress, string file, CancellationToken cancellation)
    {
        _progress = progress;
        _name = Path.GetFileName(file);
        _cancellation = cancellation;
    }

    public void Row(string? sheet)
    {
        if (++_rows % 1000 != 0)
            return;
        _cancellation.ThrowIfCancellationRequested();
        _progress?.Report(new MigrateProgress(
            "Importing inventory", sheet is null ? _name : $"{_name}, {sheet}", _rows, null));
    }
}
