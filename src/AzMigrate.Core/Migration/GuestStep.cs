using AzMigrate.Catalog;
using AzMigrate.Guests;
using AzMigrate.Projects;
using AzMigrate.Replication;

namespace AzMigrate.Migration;

/// <summary>
/// Checks a machine's guest before its first copy, and prepares the copies that a machine is made of. Findings do not
/// stop a move: they are told and noted, most often days before it, and a move can be undone.
/// </summary>
internal sealed class GuestStep(Action<MigrateProblem>? warn)
{
    /// <summary>Checks the source's disks; nothing is written.</summary>
    public async Task LookAsync(
        MigrateReplication replication, IReadOnlyList<IDiskSource> disks, CancellationToken cancellation) =>
        Note(replication, await GuestCheck.RunAsync(disks, QuestionsOf(replication), cancellation)
            .ConfigureAwait(false), "source");

    /// <summary>Checks the copied disks, and mends on them what can be mended in place.</summary>
    public async Task PrepareAsync(
        MigrateReplication replication, IMachineTarget target, MachineLaunch launch, CancellationToken cancellation)
    {
        var disks = new List<ILaunchDisk>();
        try
        {
            foreach (var disk in replication.Settings.Disks)
                disks.Add(await target.OpenDiskAsync(launch, disk, cancellation).ConfigureAwait(false));
            await PrepareAsync(replication, disks, cancellation).ConfigureAwait(false);
        }
        catch (MigrateException failure) when (failure.Code == "Disk.NotReadable")
        {
            replication.Project.Events.Add(
                replication.MachineId, "Guest.NotPrepared", $"{replication.Name}: {failure.Message}");
        }
        finally
        {
            disks.ForEach(disk => disk.Dispose());
        }
    }

    private async Task PrepareAsync(
        MigrateReplication replication, List<ILaunchDisk> disks, CancellationToken cancellation)
    {
        List<IDiskSource> sources = [.. disks.Select(disk => disk.Source)];
        var report = await GuestCheck.RunAsync(sources, QuestionsOf(replication), cancellation).ConfigureAwait(false);
        foreach (var edit in report.Edits)
        {
            replication.Project.Events.Add(replication.MachineId, "Guest.Edit", FormattableString.Invariant(
                $"{replication.Name}: {edit.Setting} becomes {edit.NewValue} on the copy, and was {edit.OldValue} ({edit.Rule})."));
        }

        await GuestPreparation.ApplyAsync(
            report, sources, (disk, offset, data, stop) => disks[disk].WriteAsync(offset, data, stop), cancellation)
            .ConfigureAwait(false);
        Note(replication, report, "copy");
    }

    private void Note(MigrateReplication replication, GuestReport report, string where)
    {
        List<MigrateProblem> findings =
        [
            .. report.Findings.Where(
                finding => finding is { CanBeFixedOffline: false, Severity: not GuestSeverity.Information })
                .Select(finding => ProblemOf(finding, replication.Name)),
        ];
        replication.Project.Replications.Change(
            replication.Id, now => now with { GuestFindings = findings }, "Guest.Checked",
            FormattableString.Invariant(
                $"{replication.Name}, {where}: {report.OperatingSystem ?? report.Family.ToString()}, {findings.Count} findings."));
        foreach (var finding in findings)
            warn?.Invoke(finding with { Severity = ProblemSeverity.Warning });
    }

    private static MigrateProblem ProblemOf(GuestFinding finding, string machine) => new()
    {
        Severity = finding.Severity == GuestSeverity.Error ? ProblemSeverity.Error : ProblemSeverity.Warning,
        Code = finding.Code,
        Message = finding.Message,
        Remedy = finding.Remedy,
        Target = machine,
    };

    private static GuestQuestions QuestionsOf(MigrateReplication replication)
    {
        var azure = replication.Settings.Azure;
        var size = azure is null ? null : Catalogue.Embedded.FindVmSize(azure.VMSize);
        return new GuestQuestions
        {
            IsUefi = azure is null ? null : azure.Generation == 2,
            IsNvmeOnly = azure?.IsNvmeOnly ?? false,
            HasTemporaryDisk = size?.TempDiskGiB > 0,
            EnableRemoteDesktop = replication.Settings.EnableRemoteDesktop,
            KeepVMwareTools = replication.Settings.KeepVMwareTools,
        };
    }
}
