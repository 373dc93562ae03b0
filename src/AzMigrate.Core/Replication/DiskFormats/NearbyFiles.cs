using System.Runtime.InteropServices;

namespace AzMigrate.Replication.DiskFormats;

/// <summary>
/// Finds the other files of an image. An image is data from elsewhere, and the guest may have written it: only what is
/// in its own folder or one that the user named is opened, whatever path it gives.
/// </summary>
internal sealed class NearbyFiles
{
    private static readonly char Separator = Path.DirectorySeparatorChar;
    private static readonly bool IsWindows = RuntimeInformation.IsOSPlatform(OSPlatform.Windows);
    private static readonly StringComparison Comparison =
        IsWindows ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    private readonly List<string> _folders;

    /// <param name="folders">Folders that may be read beside the image's own.</param>
    public NearbyFiles(IEnumerable<string> folders) => _folders = [.. folders.Select(Path.GetFullPath)];

    /// <summary>The full path of the first of the names that is there.</summary>
    /// <param name="image">Full path of the image that names them.</param>
    /// <param name="what">What is looked for, such as <c>The parent</c>.</param>
    /// <param name="names">Paths, absolute or relative to the image, by the rules of any system.</param>
    public string Find(string image, string what, IReadOnlyList<string> names)
    {
        List<string> folders = [Path.GetDirectoryName(image)!, .. _folders];
        string? outside = null;
        foreach (var name in names)
        {
            var path = FullPath(folders[0], name);
            if (path is null)
                continue;
            if (!IsWithin(folders, path))
                outside ??= path;
            else if (IsFile(folders, image, path))
                return path;
        }
        // A copied chain: the paths are those of the source, the files lie together here.
        var copies = names.Select(FileName).Distinct()
            .SelectMany(name => folders.Select(folder => FullPath(folder, name)));
        foreach (var path in copies)
        {
            if (path is not null && IsWithin(folders, path) && IsFile(folders, image, path))
                return path;
        }
        throw outside is null
            ? DiskErrors.FileMissing(image, what, names.Count > 0 ? names[0] : "it has no name")
            : DiskErrors.FileOutside(image, what, outside);
    }

    private static bool IsFile(List<string> folders, string image, string path) =>
        !path.Equals(image, Comparison) && File.Exists(path) && IsWithin(folders, LinkTarget(path));

    private static bool IsWithin(List<string> folders, string path) =>
        folders.Exists(folder => path.StartsWith(folder.TrimEnd(Separator) + Separator, Comparison));

    private static string LinkTarget(string path)
    {
#if NET8_0_OR_GREATER
        return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
#else
        return path;
#endif
    }

    // Null for what is no path on this system.
    private static string? FullPath(string folder, string name)
    {
        try
        {
            return name.Length == 0 ? null
                : Path.GetFullPath(Path.Combine(folder, IsWindows ? name : name.Replace('\\', '/')));
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException or IOException)
        {
            return null;
        }
    }

    private static string FileName(string path) => path.Substring(path.LastIndexOfAny(['/', '\\', ':']) + 1);
}
