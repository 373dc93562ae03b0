namespace AzMigrate.Reporting;

/// <summary>
/// A file that is written beside its place and renamed into it when it is whole. The name beside is fixed, so what a
/// kill leaves behind is written over by the next export.
/// </summary>
internal sealed class ReplacedFile : IDisposable
{
    private readonly string _path;
    private readonly string _partial;
    private bool _placed;

    public ReplacedFile(string path)
    {
        _path = path;
        _partial = path + ".partial";
        Stream = new FileStream(_partial, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16);
    }

    /// <summary>Takes the content. Disposing it is left to this object.</summary>
    public FileStream Stream { get; }

    /// <summary>Makes the content the file.</summary>
    /// <returns>The file's path.</returns>
    public string Place()
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        if (File.Exists(_path))
            File.Replace(_partial, _path, destinationBackupFileName: null);
        else
            File.Move(_partial, _path);
        _placed = true;
        return _path;
    }

    /// <summary>Takes away what was not placed.</summary>
    public void Dispose()
    {
        Stream.Dispose();
        if (!_placed)
            File.Delete(_partial);
    }
}
