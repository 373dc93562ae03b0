using System.Security.Cryptography;
using System.Text;
using AzMigrate.Assessment;
using AzMigrate.Performance;

namespace AzMigrate.Projects;

/// <summary>Hashes of what an assessment is made from; the same inputs give the same id.</summary>
internal static class AssessmentInputs
{
    /// <summary>Hash of one machine and what was observed of it.</summary>
    public static byte[] HashOf(AssessedMachine machine) => Sha256(AssessmentJson.Write(new AssessedMachine
    {
        Machine = machine.Machine,
        Readiness = Readiness.Ready,
        Environment = machine.Environment,
        Observed = machine.Observed,
        Disks = machine.Disks.Select(disk => new AssessedDisk
        {
            Name = disk.Name, IsOSDisk = disk.IsOSDisk, SourceSizeGiB = disk.SourceSizeGiB, Observed = disk.Observed,
            Readiness = Readiness.Ready,
        }).ToList(),
        CoveragePercent = machine.CoveragePercent,
        CoverageReasons = machine.CoverageReasons,
        Notes = [.. NotesOnRecords(machine)],
    }));

    /// <summary>True when both were made from one machine and the same observations: their hashes are equal.</summary>
    public static bool AreSame(AssessedMachine a, AssessedMachine b) =>
        ReferenceEquals(a.Machine, b.Machine) && a.Environment == b.Environment && a.Observed == b.Observed
        && a.CoveragePercent.Equals(b.CoveragePercent) && a.CoverageReasons.SequenceEqual(b.CoverageReasons)
        && NotesOnRecords(a).SequenceEqual(NotesOnRecords(b)) && a.Disks.Count == b.Disks.Count
        && a.Disks.Zip(b.Disks, (x, y) => x.Name == y.Name && x.IsOSDisk == y.IsOSDisk
            && x.SourceSizeGiB.Equals(y.SourceSizeGiB) && x.Observed == y.Observed).All(same => same);

    // Which records were linked, and which of them the history is of, is input too (rule U7).
    private static IEnumerable<AssessmentNote> NotesOnRecords(AssessedMachine machine) =>
        machine.Notes.Where(note => note.Rule == "U7");

    public static string HashOf(AssessmentSettings settings) => Hex(Sha256(AssessmentJson.Write(settings)));

    /// <summary>Hash of the window of history.</summary>
    public static byte[] HashOf(TimeWindow window) => Sha256(Encoding.ASCII.GetBytes(
        FormattableString.Invariant($"{window.Start.UtcTicks}/{window.End.UtcTicks}")));

    public static string IdOf(string inventoryHash, string settingsHash, string catalogHash) =>
        Hex(Sha256(Encoding.ASCII.GetBytes($"{inventoryHash}\n{settingsHash}\n{catalogHash}")));

    public static string Hex(byte[] hash) => string.Concat(hash.Select(value =>
        value.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));

    private static byte[] Sha256(byte[] bytes)
    {
        using var sha = SHA256.Create();
        return sha.ComputeHash(bytes);
    }
}
