using System.Security.Cryptography;
using System.Text;

namespace AzMigrate.Replication.Targets;

/// <summary>
/// Whose a blob is, as its metadata says. Metadata are headers: what is not plain ASCII is percent-encoded.
/// </summary>
internal static class BlobOwner
{
    /// <summary>For what launch a blob or snapshot was made.</summary>
    public const string Launch = "azmigrate_launch";
    private const string Replication = "azmigrate_replication";
    private const string Disk = "azmigrate_disk";

    /// <summary>Name of a disk's copy.</summary>
    public static string BlobName(string disk) => disk + ".vhd";

    public static Dictionary<string, string> Metadata(ReplicaDisk disk) => new()
    {
        [Replication] = Uri.EscapeDataString(disk.ReplicationId), [Disk] = Uri.EscapeDataString(disk.Key),
    };

    public static Dictionary<string, string> Metadata(ReplicaDisk disk, string launch)
    {
        var metadata = Metadata(disk);
        metadata[Launch] = launch;
        return metadata;
    }

    /// <summary>True when the blob is the disk's copy, or one of its launch when that is named.</summary>
    public static bool Owns(ReplicaDisk disk, IDictionary<string, string> metadata, string? launch = null) =>
        Has(metadata, Replication, Uri.EscapeDataString(disk.ReplicationId))
        && Has(metadata, Disk, Uri.EscapeDataString(disk.Key))
        && (launch is null ? !metadata.ContainsKey(Launch) : Has(metadata, Launch, launch));

    /// <summary>
    /// The lease of the one who writes. It is the same after a crash on the same machine, so the copy goes on at once;
    /// on another machine, with a copy of the project, it is another, and that one waits until this one writes no more.
    /// </summary>
    public static Guid LeaseId(ReplicaDisk disk)
    {
        using var hash = SHA256.Create();
        var text = string.Join("\n", disk.ReplicationId, disk.Key, Environment.MachineName);
        return new Guid(hash.ComputeHash(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16).ToArray());
    }

    private static bool Has(IDictionary<string, string> metadata, string name, string value) =>
        metadata.TryGetValue(name, out var its) && its == value;
}
