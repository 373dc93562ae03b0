using AzMigrate.Projects.Storage.Sqlite;

namespace AzMigrate.Projects;

/// <summary>The groups of a project. Names are compared without regard to case.</summary>
public sealed class ProjectGroups
{
    private readonly MigrateProject _project;
    private readonly SqliteFile _file;

    internal ProjectGroups(MigrateProject project, SqliteFile file)
    {
        _project = project;
        _file = file;
    }

    /// <summary>How many groups there are.</summary>
    public int Count => (int)_file.Read(GroupTable.Count);

    /// <summary>Declares a group: it is made, or set to exactly these machines.</summary>
    /// <param name="name">The group's name; not blank.</param>
    /// <param name="description">What it is for; null leaves what an existing group says.</param>
    /// <param name="memberIds">Ids of its machines; at least one.</param>
    /// <param name="noClobber">True to refuse a group that is there already.</param>
    /// <returns>The group, and what was done.</returns>
    /// <exception cref="MigrateException">
    /// <c>Group.Empty</c>, <c>Group.Exists</c>, <c>Group.NameInvalid</c>, <c>Machine.NotFound</c>.
    /// </exception>
    public GroupSaveResult Save(
        string name, string? description, IEnumerable<string> memberIds, bool noClobber = false)
    {
        CheckName(name);
        var ids = memberIds.ToList();
        if (ids.Count == 0)
            throw ProjectErrors.GroupEmpty(name);
        return _file.Write(session =>
        {
            var group = GroupTable.Find(session, name);
            if (group is not null && noClobber)
                throw ProjectErrors.GroupExists(name);
            var machines = Keys(session, ids);
            var made = group is null;
            group ??= GroupTable.Add(session, name, description);
            var described = !made && description is not null && description != group.Description;
            if (described)
                GroupTable.Describe(session, group.Key, description);
            var before = GroupTable.Members(session, group.Key);
            var added = machines.Sum(machine => GroupTable.AddMember(session, group.Key, machine));
            var removed = before.Where(machine => !machines.Contains(machine))
                .Sum(machine => GroupTable.RemoveMember(session, group.Key, machine));
            var change = made ? GroupChange.Created
                : described || added + removed > 0 ? GroupChange.Updated : GroupChange.Unchanged;
            return new GroupSaveResult(ToGroup(session, GroupTable.Existing(session, name)), change, added, removed);
        });
    }

    /// <summary>Groups by name, in the order of their names.</summary>
    /// <param name="patterns">
    /// Names, which may have the wildcards * and ?; none for all. A name that is not there gives nothing.
    /// </param>
    public IReadOnlyList<MigrateGroup> Get(params string[] patterns) => _file.Read(session =>
    {
        var rows = patterns.Length == 0
            ? GroupTable.All(session)
            : patterns.SelectMany(pattern => GroupTable.Matching(session, pattern));
        var linked = MachineServers.Linked(session);
        return rows.GroupBy(row => row.Key).Select(same => ToGroup(session, same.First(), linked)).ToList();
    });

    /// <summary>The group of just this name; null when there is none.</summary>
    public MigrateGroup? Find(string name) => _file.Read(session =>
        GroupTable.Find(session, name) is { } row ? ToGroup(session, row) : null);

    /// <summary>Ids of a group's machines in ordinal order.</summary>
    /// <exception cref="MigrateException"><c>Group.NotFound</c>.</exception>
    public IReadOnlyList<string> MemberIds(string name)
    {
        var ids = _file.Read(session => GroupTable.MemberIds(session, GroupTable.Existing(session, name).Key));
        ids.Sort(string.CompareOrdinal);
        return ids;
    }

    /// <summary>Adds machines to a group; those in it already stay.</summary>
    /// <exception cref="MigrateException"><c>Group.NotFound</c>, <c>Machine.NotFound</c>.</exception>
    public GroupSaveResult AddMembers(string name, IEnumerable<string> memberIds)
    {
        var ids = memberIds.ToList();
        return Change(name, (session, group) =>
            (Keys(session, ids).Sum(machine => GroupTable.AddMember(session, group.Key, machine)), 0));
    }

    /// <summary>
    /// Takes machines out of a group, which may become empty; ones that are not in it are passed over. A machine goes
    /// out by whichever of its records it came in.
    /// </summary>
    /// <exception cref="MigrateException"><c>Group.NotFound</c>.</exception>
    public GroupSaveResult RemoveMembers(string name, IEnumerable<string> memberIds)
    {
        var ids = memberIds.ToList();
        return Change(name, (session, group) => (0, MachineServers
            .Of(session, MachineTable.ById(session, ids).ToList()).SelectMany(server => server)
            .Sum(row => GroupTable.RemoveMember(session, group.Key, row.Key))));
    }

    /// <summary>Gives a group another name; its assessments go with it.</summary>
    /// <exception cref="MigrateException">
    /// <c>Group.NotFound</c>, <c>Group.NameInvalid</c>; <c>Group.Exists</c>: another group has the new name.
    /// </exception>
    public MigrateGroup Rename(string name, string newName)
    {
        CheckName(newName);
        return _file.Write(session =>
        {
            var group = GroupTable.Existing(session, name);
            if (GroupTable.Find(session, newName) is { } other && other.Key != group.Key)
                throw ProjectErrors.GroupExists(newName);
            GroupTable.Rename(session, group, newName);
            return ToGroup(session, GroupTable.Existing(session, newName));
        });
    }

    /// <summary>Sets what a group is for; null takes it away.</summary>
    /// <exception cref="MigrateException"><c>Group.NotFound</c>.</exception>
    public MigrateGroup SetDescription(string name, string? description) => _file.Write(session =>
    {
        GroupTable.Describe(session, GroupTable.Existing(session, name).Key, description);
        return ToGroup(session, GroupTable.Existing(session, name));
    });

    /// <summary>Removes a group; its machines and assessments stay.</summary>
    /// <exception cref="MigrateException"><c>Group.NotFound</c>.</exception>
    public void Remove(string name) => _file.Write(session =>
    {
        GroupTable.Remove(session, GroupTable.Existing(session, name).Key);
        return 0;
    });

    private GroupSaveResult Change(string name, Func<SqliteSession, GroupRow, (int Added, int Removed)> work) =>
        _file.Write(session =>
        {
            var (added, removed) = work(session, GroupTable.Existing(session, name));
            var change = added + removed > 0 ? GroupChange.Updated : GroupChange.Unchanged;
            return new GroupSaveResult(ToGroup(session, GroupTable.Existing(session, name)), change, added, removed);
        });

    private static HashSet<long> Keys(SqliteSession session, IEnumerable<string> ids)
    {
        var keys = new HashSet<long>();
        var missing = new List<string>();
        foreach (var id in ids)
        {
            if (MachineTable.KeyOf(session, id) is { } key)
                keys.Add(key);
            else
                missing.Add(id);
        }

        return missing.Count == 0 ? keys : throw ProjectErrors.MachineNotFound(missing);
    }

    private static void CheckName(string name)
    {
        if (string.IsNullOrWhiteSpace(name))
            throw ProjectErrors.GroupNameInvalid(name);
    }

    private MigrateGroup ToGroup(SqliteSession session, GroupRow row) =>
        ToGroup(session, row, MachineServers.Linked(session));

    private MigrateGroup ToGroup(SqliteSession session, GroupRow row, List<IReadOnlyList<MachineRow>> linked) => new()
    {
        Project = _project, Name = row.Name, Description = row.Description, CreatedAt = row.CreatedAt,
        MachineCount = MachineServers.Count(GroupTable.Members(session, row.Key), linked),
    };
}
