using System.Text.Json;
using AzMigrate.Projects;
using AzMigrate.Replication;
using AzMigrate.Replication.DiskFormats;
using AzMigrate.Replication.Targets;

namespace AzMigrate.Migration;

/// <summary>
/// The rehearsal without Azure: a machine is a folder <c>test</c> or <c>cutover</c> beside the copies, with its disks
/// as fixed VHDs, ready for Hyper-V, and a <c>machine.json</c> that names them.
/// </summary>
internal sealed class FolderMachineTarget(string folder) : IMachineTarget
{
    private const string Description = "machine.json";

    public Task<IReadOnlyList<MigrateProblem>> CheckAsync(
        MachineLaunch launch, CancellationToken cancellation = default) =>
        Task.Run<IReadOnlyList<MigrateProblem>>(() =>
        {
            var needed = launch.Disks.Sum(disk => disk.CapacityBytes);
            var drive = new DriveInfo(Path.GetPathRoot(Path.GetFullPath(folder))!);
            return !drive.IsReady || drive.AvailableFreeSpace >= needed ? [] : [new MigrateProblem
            {
                Severity = ProblemSeverity.Warning,
                Code = "Target.SpaceLow",
                Message = FormattableString.Invariant(
                    $"The disks may need {needed >> 20} MiB in '{folder}', where {drive.AvailableFreeSpace >> 20} MiB are free."),
                Remedy = "Free some space, or name a folder on another drive. Zeros take no space where the file system has holes.",
            }];
        }, cancellation);

    public async Task CopyDisksAsync(
        MachineLaunch launch, IProgress<MigrateProgress>? progress, CancellationToken cancellation = default)
    {
        Write(OwnFolder(launch), own => Directory.CreateDirectory(own));
        foreach (var disk in launch.Disks)
        {
            var (file, partial) = (FileOf(launch, disk.Name), FileOf(launch, disk.Name) + ".partial");
            if (File.Exists(file))
                continue;
            Write(partial, File.Delete);
            using (var source = DiskImage.Open(FolderStore.FileOf(folder, disk)))
            using (var target = FixedVhdTarget.Create(partial, source.CapacityBytes))
            {
                await DiskCopy.RunAsync(source, target, new DiskCopyOptions(), cancellation).ConfigureAwait(false);
                await target.SealAsync(cancellation).ConfigureAwait(false);
            }

            Write(file, path => File.Move(partial, path));
        }
    }

    public Task<ILaunchDisk> OpenDiskAsync(
        MachineLaunch launch, ReplicatedDiskSettings disk, CancellationToken cancellation = default) =>
        Task.Run<ILaunchDisk>(() => VhdLaunchDisk.Open(FileOf(launch, disk.Name)), cancellation);

    public Task CreateMachineAsync(
        MachineLaunch launch, IProgress<MigrateProgress>? progress, CancellationToken cancellation = default) =>
            Task.Run(() =>
    {
        var path = Path.Combine(OwnFolder(launch), Description);
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("replication", launch.ReplicationId);
            json.WriteString("purpose", launch.Purpose.ToString());
            if (launch.Settings.Azure is { } azure)
            {
                json.WriteString("name", azure.VMName);
                json.WriteNumber("generation", azure.Generation);
            }

            json.WriteStartArray("disks");
            foreach (var disk in launch.Disks)
                json.WriteStringValue(disk.Name + ".vhd");
            json.WriteEndArray();
            json.WriteEndObject();
        }

        // Whole or not at all: the file says that the machine is there.
        Write(path, whole =>
        {
            File.WriteAllBytes(whole + ".partial", bytes.ToArray());
            File.Delete(whole);
            File.Move(whole + ".partial", whole);
        });
    }, cancellation);

    public Task<LaunchedMachine?> GetMachineAsync(MachineLaunch launch, CancellationToken cancellation = default) =>
        Task.Run(() => File.Exists(Path.Combine(OwnFolder(launch), Description))
            ? new LaunchedMachine(OwnFolder(launch), Path.GetFileName(OwnFolder(launch)), "VHD files", false, [], null)
            : null, cancellation);

    public Task RemoveMachineAsync(
        MachineLaunch launch, IProgress<MigrateProgress>? progress, CancellationToken cancellation = default) =>
            Task.Run(() => Write(OwnFolder(launch), own =>
    {
        if (!Directory.Exists(own))
            return;
        File.Delete(Path.Combine(own, Description));
        foreach (var disk in launch.Disks)
        {
            File.Delete(FileOf(launch, disk.Name));
            File.Delete(FileOf(launch, disk.Name) + ".partial");
        }

        File.Delete(Path.Combine(own, Description + ".partial"));
        if (!Directory.EnumerateFileSystemEntries(own).Any())
            Directory.Delete(own);
    }), cancellation);

    public Task RemoveLeftoversAsync(MachineLaunch launch, CancellationToken cancellation = default) =>
        Task.CompletedTask;

    public ValueTask DisposeAsync() => default;

    private string FileOf(MachineLaunch launch, string disk) => Path.Combine(OwnFolder(launch), disk + ".vhd");

    private string OwnFolder(MachineLaunch launch) => Path.Combine(
        FolderStore.FolderOf(folder, launch.ReplicationId), launch.Purpose == LaunchPurpose.Test ? "test" : "cutover");

    private static void Write(string path, Action<string> write)
    {
        try
        {
            write(path);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw DiskErrors.Unwritable(path, cause.Message, cause);
        }
    }
}
