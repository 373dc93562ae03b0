namespace AzMigrate;

/// <summary>
/// What Core throws when an operation cannot go on. Problems of single rows and machines are returned as
/// <see cref="MigrateProblem"/> values instead.
/// </summary>
public class MigrateException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="code">Stable id such as <c>Import.FormatUnknown</c>; it becomes the FullyQualifiedErrorId.</param>
    /// <param name="message">What went wrong, one sentence.</param>
    /// <param name="remedy">What the user should do next.</param>
    /// <param name="target">What it is about: a path, a machine, a group.</param>
    /// <param name="innerException">The cause.</param>
    public MigrateException(
        string code, string message, string? remedy = null, object? target = null, Exception? innerException = null)
        : base(message, innerException)
    {
        Code = code;
        Remedy = remedy;
        Target = target;
    }

    /// <summary>Stable id such as <c>Import.FormatUnknown</c>.</summary>
    public string Code { get; }

    /// <summary>What to do next.</summary>
    public string? Remedy { get; }

    /// <summary>What it is about: a path, a machine, a group.</summary>
    public object? Target { get; }
}
