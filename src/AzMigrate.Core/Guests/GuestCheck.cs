using AzMigrate.Guests.Bytes;
using AzMigrate.Guests.Linux;
using AzMigrate.Guests.Partitions;
using AzMigrate.Guests.Windows;
using AzMigrate.Replication;

namespace AzMigrate.Guests;

/// <summary>Reads a machine's disks for what would keep it from starting, or from being reached, in Azure.</summary>
internal static class GuestCheck
{
    /// <summary>
    /// Checks the disks; nothing is written. What is damaged or cannot be read offline is a finding; only a disk whose
    /// bytes cannot be had is an exception.
    /// </summary>
    /// <param name="disks">The machine's disks in their order, the one that it starts from first.</param>
    /// <param name="questions">What it is to be in Azure.</param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="MigrateException">A <c>Disk.</c> code: a disk cannot be read.</exception>
    public static Task<GuestReport> RunAsync(
        IReadOnlyList<IDiskSource> disks, GuestQuestions questions, CancellationToken cancellation = default) =>
        Task.Factory.StartNew(
            () => Run([.. disks.Select((disk, index) => new DiskBytes(disk, index, cancellation))], questions),
            cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static GuestReport Run(IReadOnlyList<DiskBytes> disks, GuestQuestions questions)
    {
        var notes = new GuestNotes();
        var volumes = GuestVolumes.Read(disks, notes);
        var family = GuestFamily.Unknown;
        string? system = null;
        if (WindowsGuest.Find(volumes, questions, notes) is WindowsGuest windows)
        {
            family = GuestFamily.Windows;
            system = WindowsCheck.Run(windows);
            BootModeRules.Check(family, windows.Volume.Volume, volumes, questions, notes);
        }
        else if (LinuxGuest.Find(volumes, questions, notes) is LinuxGuest linux)
        {
            family = GuestFamily.Linux;
            system = LinuxCheck.Run(linux);
            BootModeRules.Check(family, linux.BootVolume, volumes, questions, notes);
        }
        else
            notes.Add(VolumeRules.NoSystem(volumes));
        return new GuestReport
        {
            Family = family,
            OperatingSystem = system,
            Findings = [.. notes.Findings.OrderByDescending(finding => finding.Severity)],
            Edits = [.. notes.Edits],
        };
    }
}
