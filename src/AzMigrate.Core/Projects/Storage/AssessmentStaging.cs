namespace AzMigrate.Projects.Storage;

/// <summary>
/// Rows of an assessment that is not finished: a file beside the project's database, so that neither memory nor the
/// database's journal grows with the estate. It is locked by its writer while that lives and is gone when it is closed.
/// </summary>
internal sealed class AssessmentStaging : IDisposable
{
    private readonly FileStream _file;
    private readonly List<int> _lengths = [];

    private AssessmentStaging(FileStream file) => _file = file;

    public int Count => _lengths.Count;

    public static AssessmentStaging Create(string folder)
    {
        RemoveStale(folder);
        while (true)
        {
            var path = Path.Combine(folder, ProjectFolder.StagingPattern.Replace("*", Guid.NewGuid().ToString("N")));
            OwnerOnly.CreateFile(path);
            if (TryOpen(path) is { } file)
                return new AssessmentStaging(file);
        }
    }

    public void Append(byte[] rows)
    {
        _file.Write(rows, 0, rows.Length);
        _lengths.Add(rows.Length);
    }

    /// <summary>What was appended, in its order.</summary>
    public IEnumerable<byte[]> ReadAll()
    {
        _file.Position = 0;
        foreach (var length in _lengths)
        {
            var rows = new byte[length];
            for (var read = 0; read < length;)
            {
                var more = _file.Read(rows, read, length - read);
                read += more > 0 ? more : throw new EndOfStreamException("The unfinished assessment was cut short.");
            }

            yield return rows;
        }
    }

    public void Dispose() => _file.Dispose();

    // What a killed run left: nobody holds its lock. Opening it is enough, it goes when it is closed.
    private static void RemoveStale(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, ProjectFolder.StagingPattern).ToList())
            TryOpen(path)?.Dispose();
    }

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(
                path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
