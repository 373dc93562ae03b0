using System.Text;
using AzMigrate.Guests.Bytes;

namespace AzMigrate.Guests.FileSystems;

/// <summary>A file or folder, where it really is.</summary>
/// <param name="Path">From the root, links followed.</param>
/// <param name="Files">Its file system.</param>
/// <param name="Node">It, there.</param>
internal sealed record MountedNode(string Path, FileSystem Files, FileNode Node);

/// <summary>The files of a Linux as it sees them itself: file systems mounted over folders, links followed.</summary>
internal sealed class MountedFiles(FileSystem root)
{
    private const int MaxLinks = 40;
    private const int MaxNames = 256;
    private const int MaxTextBytes = 4 << 20;
    private readonly Dictionary<string, FileSystem> _mounts = new(StringComparer.Ordinal) { [""] = root };

    /// <summary>Puts a file system over a folder.</summary>
    public void Mount(string path, FileSystem files) => _mounts[path.TrimEnd('/')] = files;

    /// <summary>The entry at a path, or null.</summary>
    public MountedNode? Find(string path)
    {
        var names = new Stack<string>(Enumerable.Reverse(Names(path)));
        var way = new Stack<MountedNode>();
        way.Push(At("", _mounts[""], _mounts[""].Root));
        var links = 0;
        while (names.Count > 0)
        {
            var name = names.Pop();
            if (name == ".")
                continue;
            if (name == "..")
            {
                if (way.Count > 1)
                    way.Pop();
                continue;
            }
            var folder = way.Peek();
            if (folder.Node.Kind is not FileKind.Folder || folder.Files.Find(folder.Node, name) is not FileNode node)
                return null;
            if (node.Kind is not FileKind.Link)
            {
                way.Push(At($"{folder.Path}/{name}", folder.Files, node));
                continue;
            }
            if (++links > MaxLinks || names.Count > MaxNames)
                return null;
            var target = folder.Files.ReadLink(node);
            if (target.StartsWith("/", StringComparison.Ordinal))
                while (way.Count > 1)
                    way.Pop();
            foreach (var part in Enumerable.Reverse(Names(target)))
                names.Push(part);
        }
        return way.Peek();
    }

    /// <summary>True when something is at the path.</summary>
    public bool Has(string path) => Find(path) is not null;

    /// <summary>The entries of a folder; none when it is not there.</summary>
    public IEnumerable<FileNode> List(string path) =>
        Find(path) is { Node.Kind: FileKind.Folder } folder ? folder.Files.List(folder.Node) : [];

    /// <summary>The file at a path, or null.</summary>
    public GuestBytes? Open(string path) =>
        Find(path) is { Node.Kind: FileKind.File } file ? file.Files.Open(file.Node) : null;

    /// <summary>The lines of a text at a path, without comments that begin a line; none when it is not there.</summary>
    public IReadOnlyList<string> Lines(string path)
    {
        if (Open(path) is not GuestBytes file)
            return [];
        var bytes = file.Block(0, Math.Min(file.Length, MaxTextBytes));
        return [.. Encoding.UTF8.GetString(bytes.Bytes(0, bytes.Length).ToArray()).Split('\n')
            .Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] is not '#')];
    }

    private MountedNode At(string path, FileSystem files, FileNode node) =>
        path.Length > 0 && _mounts.TryGetValue(path, out var mounted) ? new MountedNode(path, mounted, mounted.Root)
            : new MountedNode(path, files, node);

    private static string[] Names(string path) => path.Split(['/'], StringSplitOptions.RemoveEmptyEntries);
}
