using AzMigrate.Assessment;
using AzMigrate.Projects.Storage;

namespace AzMigrate.Projects;

/// <summary>Assessed machines, packed for the store, with the hashes of their inputs.</summary>
internal sealed record AssessedBatch(List<AssessedMachine> Machines, List<byte[]> Hashes, byte[] Packed)
{
    /// <param name="machines">The machines by one object of settings.</param>
    /// <param name="other">
    /// The same machines by other settings: where they were made from the same inputs, their hashes are taken over.
    /// </param>
    public static AssessedBatch Of(List<AssessedMachine> machines, AssessedBatch? other)
    {
        var hashes = new List<byte[]>(machines.Count);
        for (var i = 0; i < machines.Count; i++)
        {
            hashes.Add(other is not null && AssessmentInputs.AreSame(machines[i], other.Machines[i])
                ? other.Hashes[i] : AssessmentInputs.HashOf(machines[i]));
        }

        return new AssessedBatch(machines, hashes, AssessmentRows.Pack(machines));
    }
}
