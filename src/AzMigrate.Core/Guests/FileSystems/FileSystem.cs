using AzMigrate.Guests.Bytes;

namespace AzMigrate.Guests.FileSystems;

/// <summary>What an entry of a folder is.</summary>
internal enum FileKind
{
    File,
    Folder,
    Link,
    Other,
}

/// <summary>A file or folder.</summary>
/// <param name="Name">As its folder calls it.</param>
/// <param name="Id">Names it within its file system.</param>
/// <param name="Kind">What it is.</param>
internal sealed record FileNode(string Name, long Id, FileKind Kind);

/// <summary>
/// A file system, read-only. What is damaged or cannot be read is a <see cref="MigrateException"/> with a <c>Guest.</c>
/// code that names the volume and the byte.
/// </summary>
internal abstract class FileSystem
{
    /// <summary>
    /// Entries of a folder that are looked at; a folder that has more is damaged or none of a system.
    /// </summary>
    public const int MaxEntries = 1_000_000;

    /// <summary>The root folder.</summary>
    public abstract FileNode Root { get; }

    /// <summary>Its id as Linux shows it; null where it has none.</summary>
    public virtual string? Uuid => null;

    /// <summary>Its label; empty where it has none.</summary>
    public virtual string Label => "";

    /// <summary>True when it was not unmounted: the last changes may be in its journal alone.</summary>
    public virtual bool IsDirty => false;

    /// <summary>The entry of a folder with this name, or null.</summary>
    public virtual FileNode? Find(FileNode folder, string name) =>
        List(folder).FirstOrDefault(entry => entry.Name == name);

    /// <summary>The entries of a folder, without itself and its parent, in no order.</summary>
    public abstract IEnumerable<FileNode> List(FileNode folder);

    /// <summary>Opens a file.</summary>
    public abstract GuestBytes Open(FileNode file);

    /// <summary>Where a link leads to.</summary>
    public virtual string ReadLink(FileNode link) =>
        throw GuestErrors.Unsupported(link.Name, "is a link that cannot be read");

    /// <summary>The entry at a path of names between slashes, from the root; links are not followed.</summary>
    public FileNode? FindPath(string path)
    {
        FileNode? node = Root;
        foreach (var name in path.Split(['/'], StringSplitOptions.RemoveEmptyEntries))
            node = node is { Kind: FileKind.Folder } ? Find(node, name) : null;
        return node;
    }
}
