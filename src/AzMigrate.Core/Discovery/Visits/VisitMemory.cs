using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AzMigrate.Discovery.Visits;

/// <summary>
/// The last visits of a source's hosts, in a file of the project's folder. It is written after the points of a
/// collection are stored; lost or broken, the next visit is a first one.
/// </summary>
internal sealed class VisitMemory
{
    private readonly string? _path;
    private readonly Dictionary<string, LastVisit> _next = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LastVisit> _last;

    /// <summary>Opens the memory of a source.</summary>
    /// <param name="folder">The project's folder; null to remember nothing.</param>
    /// <param name="source">The source's name.</param>
    public VisitMemory(string? folder, string source)
    {
        _path = folder is null ? null : PathOf(folder, source);
        _last = Read(_path);
    }

    /// <summary>
    /// Forgets a source that is there no more. A file that cannot be deleted is of no use and does no harm.
    /// </summary>
    public static void Forget(string folder, string source)
    {
        try
        {
            File.Delete(PathOf(folder, source));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Another process reads it just now.
        }
    }

    /// <summary>What is remembered of a machine; null for nothing.</summary>
    public LastVisit? this[string machineId] => _last.TryGetValue(machineId, out var visit) ? visit : null;

    /// <summary>Remembers a visit; null where it failed, which keeps the one before.</summary>
    public void Set(string machineId, LastVisit? visit)
    {
        if ((visit ?? this[machineId]) is { } kept)
            _next[machineId] = kept;
    }

    /// <summary>
    /// Writes what is remembered, whole or not at all. A file that cannot be written is no reason to fail.
    /// </summary>
    public void Save()
    {
        if (_path is null || _next.Count == 0)
            return;
        var draft = _path + ".new";
        try
        {
            File.WriteAllBytes(draft,
                JsonSerializer.SerializeToUtf8Bytes(_next, VisitJson.Default.DictionaryStringLastVisit));
            if (File.Exists(_path))
                File.Replace(draft, _path, null);
            else
                File.Move(draft, _path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The points are stored; the next visit is a first one.
        }
    }

    private static Dictionary<string, LastVisit> Read(string? path)
    {
        try
        {
            if (path is not null && File.Exists(path)
                && JsonSerializer.Deserialize(
                    File.ReadAllBytes(path), VisitJson.Default.DictionaryStringLastVisit) is { } visits)
                return visits;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException or NotSupportedException)
        {
            // As if there were none.
        }

        return [];
    }

    private static string PathOf(string folder, string source) => Path.Combine(folder, $"visits-{Hash(source)}.json");

    // A source's name may have characters that no file's name can.
    private static string Hash(string source)
    {
        using var hash = SHA256.Create();
        return string.Concat(hash.ComputeHash(Encoding.UTF8.GetBytes(source.ToUpperInvariant())).Take(8)
            .Select(each => each.ToString("x2", CultureInfo.InvariantCulture)));
    }
}

/// <summary>The JSON form of what is remembered. A host may say numbers that are none; they make no points.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(Dictionary<string, LastVisit>))]
internal sealed partial class VisitJson : JsonSerializerContext;
