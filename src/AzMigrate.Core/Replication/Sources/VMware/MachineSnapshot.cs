using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Replication.Sources.VMware;

/// <summary>A snapshot of a machine.</summary>
/// <param name="Reference">The server's reference to it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What whoever made it wrote.</param>
internal sealed record MachineSnapshot(MoRef Reference, string Name, string Description)
{
    /// <summary>What our snapshots are known by, beside their names: others' may be called alike.</summary>
    public const string OurDescription =
        "AzMigrate holds the disks still while it copies them, and removes this snapshot afterwards.";

    /// <summary>True when it was made here, or by another copy of us.</summary>
    public bool IsOurs => Description == OurDescription;

    /// <summary>All snapshots of the trees; the depth of an answer is limited, so this ends.</summary>
    public static IEnumerable<MachineSnapshot> Of(IEnumerable<VimValue> trees)
    {
        foreach (var tree in trees)
        {
            if (tree.ReferenceOf("snapshot") is MoRef reference)
                yield return new MachineSnapshot(reference, tree.TextOf("name") ?? "",
                    tree.TextOf("description") ?? "");
            foreach (var child in Of(tree.All("childSnapshotList")))
                yield return child;
        }
    }
}
