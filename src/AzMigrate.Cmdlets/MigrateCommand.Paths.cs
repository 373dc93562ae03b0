using System.Collections.ObjectModel;
using System.Management.Automation;

namespace AzMigrate.Cmdlets;

public abstract partial class MigrateCommand
{
    private const string FileSystem = "FileSystem";

    /// <summary>
    /// The files and folders that the Path and LiteralPath parameters name, relative to the session's location. One
    /// that does not exist is a non-terminating error; the others are returned.
    /// </summary>
    /// <param name="path">Paths with wildcards; null when the parameter is not bound.</param>
    /// <param name="literalPath">Paths without; null when the parameter is not bound.</param>
    /// <returns>Full file system paths, each once, in the order given.</returns>
    protected IReadOnlyList<string> ResolvePaths(string[]? path, string[]? literalPath)
    {
        var found = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (given, isLiteral) in (path ?? []).Select(p => (p, false))
            .Concat((literalPath ?? []).Select(p => (p, true))))
        {
            Try(() => found.AddRange((isLiteral ? [ResolveLiteral(given)] : ResolveWildcard(given)).Where(seen.Add)));
        }

        return found;
    }

    /// <summary>
    /// The full path of a file or folder to write, relative to the session's location; it need not exist.
    /// </summary>
    /// <param name="path">The path as given; wildcards mean nothing.</param>
    /// <returns>A full file system path.</returns>
    /// <exception cref="MigrateException"><c>Path.Invalid</c>: it is not a file system path.</exception>
    protected string ResolveOutputPath(string path)
    {
        try
        {
            var full = SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            return provider.Name == FileSystem ? full : throw NotAFile(path, null);
        }
        catch (Exception failure) when (failure is ProviderNotFoundException
            or System.Management.Automation.DriveNotFoundException or PSInvalidOperationException)
        {
            throw NotAFile(path, failure);
        }
    }

    private string ResolveLiteral(string path)
    {
        var full = ResolveOutputPath(path);
        return File.Exists(full) || Directory.Exists(full) ? full : throw NotFound(path, null);
    }

    private Collection<string> ResolveWildcard(string path)
    {
        try
        {
            var matches = SessionState.Path.GetResolvedProviderPathFromPSPath(path, out var provider);
            if (provider.Name != FileSystem)
                throw NotAFile(path, null);
            return matches.Count > 0 ? matches : throw NotFound(path, null);
        }
        catch (ItemNotFoundException failure)
        {
            throw NotFound(path, failure);
        }
        catch (Exception failure) when (failure is ProviderNotFoundException
            or System.Management.Automation.DriveNotFoundException or PSInvalidOperationException)
        {
            throw NotAFile(path, failure);
        }
    }

    private MigrateException NotFound(string path, Exception? cause) =>
        new(
            "Path.NotFound",
            $"There is no file or folder '{path}'.",
            $"Check the path; it is taken relative to {SessionState.Path.CurrentFileSystemLocation}.",
            path,
            cause);

    private static MigrateException NotAFile(string path, Exception? cause) =>
        new("Path.Invalid", $"'{path}' is not a path of the file system.", "Give the path of a file or folder.", path,
            cause);
}
