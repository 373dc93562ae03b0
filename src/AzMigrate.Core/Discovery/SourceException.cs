namespace AzMigrate.Discovery;

/// <summary>What cannot go on with a source; knows whether asking again is worth it.</summary>
internal class SourceException : MigrateException
{
    public SourceException(
        string code, string message, string remedy, object? target = null, Exception? innerException = null)
        : base(code, message, remedy, target, innerException)
    {
    }

    /// <summary>True for a broken connection or a server that is busy.</summary>
    public bool IsTransient { get; init; }
}
