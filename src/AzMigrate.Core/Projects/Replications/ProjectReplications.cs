using AzMigrate.Projects.Storage.Sqlite;

namespace AzMigrate.Projects;

/// <summary>The replications of a project.</summary>
public sealed class ProjectReplications
{
    private readonly MigrateProject _project;
    private readonly SqliteFile _file;
    private readonly DiskEntryWriter _entries;

    internal ProjectReplications(MigrateProject project, SqliteFile file)
    {
        (_project, _file) = (project, file);
        _entries = new DiskEntryWriter(Save);
    }

    /// <summary>Replications in the order of their machines' names.</summary>
    /// <param name="names">
    /// Names or identities of machines or ids of replications, which may have the wildcards * and ?; none for all.
    /// </param>
    public IReadOnlyList<MigrateReplication> Get(params string[] names) =>
        _file.Read(session => ReplicationTable.All(session, _project))
            .Where(each => NamePattern.MatchesAny(names, each.Name) || NamePattern.MatchesAny(names, each.Id)
                || NamePattern.MatchesAny(names, each.MachineId))
            .ToList();

    /// <summary>The replication of just this id, as it is now; null when there is none.</summary>
    public MigrateReplication? Find(string id) => _file.Read(session => ReplicationTable.Find(session, _project, id));

    /// <summary>
    /// Sets where the bytes of a replication's disks are read from now on, such as a newer backup's images.
    /// </summary>
    /// <param name="id">Its id.</param>
    /// <param name="disks">As <see cref="SourceReading.Disks"/>.</param>
    /// <exception cref="MigrateException">
    /// <c>Replication.NotFound</c>; <c>Replication.DiskCount</c>: they are more or fewer than it was started with, so that
    /// nobody knows which is which.
    /// </exception>
    public MigrateReplication SetDisks(string id, IReadOnlyList<string> disks) => Change(
        id, now => now.Settings.Reading.Disks.Count == disks.Count
            ? now with { Settings = now.Settings with { Reading = now.Settings.Reading with { Disks = disks } } }
            : throw DiskCount(now, disks.Count),
        "Replication.DisksSet", "The disks are read from: " + string.Join(", ", disks) + ".");

    /// <summary>The same as it is now.</summary>
    /// <exception cref="MigrateException"><c>Replication.NotFound</c>: it was stopped.</exception>
    internal MigrateReplication Existing(string id) => Find(id) ?? throw NotFound(id);

    /// <summary>Begins a replication. Nothing is copied yet.</summary>
    /// <exception cref="MigrateException"><c>Replication.Exists</c>, <c>Project.Temporary</c>.</exception>
    internal MigrateReplication Add(
        string machineId, string name, ReplicationSettings settings, IReadOnlyList<ReplicatedDisk> disks,
        ReplicationState state)
    {
        if (_project.IsTemporary)
            throw new MigrateException(
                "Project.Temporary", "A temporary project is deleted with its session, and a replication outlives it.",
                "Make a project with New-MigrateProject or Connect-MigrateProject -Create, and discover or import into it.");
        var id = Guid.NewGuid().ToString("N").Substring(0, 12);
        return _file.Write(session =>
        {
            if (ReplicationTable.IsReplicated(session, machineId))
                throw new MigrateException(
                    "Replication.Exists", $"The machine {name} is being replicated already.",
                    "Look at it with Get-MigrateReplication; Stop-MigrateReplication ends it.", machineId);
            ReplicationTable.Add(session, new MigrateReplication
            {
                Project = _project, Id = id, MachineId = machineId, Name = name, State = state,
                Settings = settings, Disks = disks, CreatedAt = DateTimeOffset.UtcNow,
            });
            EventTable.Add(session, machineId, "Replication.Started", FormattableString.Invariant(
                $"Replication {id} of {name} to {settings.ReplicaKind}; disks: {disks.Count}."));
            return ReplicationTable.Find(session, _project, id)!;
        });
    }

    /// <summary>Changes a replication as it is now, in one transaction with what the journal says of it.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="change">From how it is to how it is to be; its disks are left alone.</param>
    /// <param name="kind">What the journal calls it; null for no entry.</param>
    /// <param name="message">The journal's sentence.</param>
    internal MigrateReplication Change(
        string id, Func<MigrateReplication, MigrateReplication> change, string? kind = null, string message = "") =>
        _file.Write(session =>
        {
            var before = ReplicationTable.Find(session, _project, id) ?? throw NotFound(id);
            var after = change(before);
            ReplicationTable.Update(session, after);
            if (kind is not null)
                EventTable.Add(session, after.MachineId, kind, message);
            return after;
        });

    /// <summary>
    /// Ends when how a disk is now, and what its copy holds, is safely stored, after all that came before.
    /// </summary>
    internal Task WriteAsync(DiskEntry entry) => _entries.WriteAsync(entry);

    internal List<BlockSegment> Blocks(string id, string disk) =>
        _file.Read(session => ReplicationTable.Blocks(session, id, disk));

    internal void Remove(MigrateReplication replication, string message) => _file.Write(session =>
    {
        ReplicationTable.Remove(session, replication.Id);
        EventTable.Add(session, replication.MachineId, "Replication.Stopped", message);
        return 0;
    });

    private void Save(IReadOnlyList<DiskEntry> entries) => _file.Write(session =>
    {
        foreach (var entry in entries)
        {
            ReplicationTable.UpdateDisk(session, entry.ReplicationId, entry.Disk);
            if (entry.ForgetsBlocks)
                ReplicationTable.RemoveBlocks(session, entry.ReplicationId, entry.Disk.Key);
            foreach (var blocks in entry.Blocks)
                ReplicationTable.SetBlocks(session, entry.ReplicationId, entry.Disk.Key, blocks);
        }

        return 0;
    });

    private static MigrateException DiskCount(MigrateReplication now, int given) => new(
        "Replication.DiskCount", now.Settings.Reading.Disks.Count == 0
            ? $"{now.Name} is read through its own source, and not from images or NBD exports."
            : FormattableString.Invariant(
                $"{now.Name} was started with {now.Settings.Reading.Disks.Count} disks, and {given} are given."),
        now.Settings.Reading.Disks.Count == 0 ? "Leave -Disk out."
            : "Give one for each disk that -Disk of Start-MigrateReplication had, in the same order.", now.Name);

    private static MigrateException NotFound(string id) => new(
        "Replication.NotFound", $"There is no replication '{id}' any more.",
        "List the replications with Get-MigrateReplication.", id);
}
