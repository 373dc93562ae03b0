using AzMigrate.Projects.Storage;
using AzMigrate.Projects.Storage.Sqlite;

namespace AzMigrate.Projects;

/// <summary>
/// The one door to what is stored. A project is a folder with the inventory, the groups and the assessments in
/// <c>project.db</c> and the samples in one file a month. Nothing is open between two calls, several threads may call,
/// and several processes may have the same project open. The folder has to be on a local disk.
/// </summary>
public sealed class MigrateProject : IDisposable
{
    private readonly SqliteFile _file;
    private readonly SampleMonths _months;
    private readonly TemporaryFolder? _temporary;

    private MigrateProject(SqliteFile file, TemporaryFolder? temporary)
    {
        _file = file;
        _temporary = temporary;
        Path = System.IO.Path.GetDirectoryName(file.Path)!;
        _months = new SampleMonths(Path);
        (Name, CreatedAt, SchemaVersion) = file.Read(session => (
            session.Value<string>("SELECT name FROM project")!,
            StoredTime.Read(session.Value<long>("SELECT created_ms FROM project")),
            ProjectSchema.Schema.Version(session, file.Path)));
        Samples = new ProjectSamples(_months);
        Machines = new ProjectMachines(this, file);
        Groups = new ProjectGroups(this, file);
        Assessments = new ProjectAssessments(this, file);
        Sources = new ProjectSources(this, file);
        Replications = new ProjectReplications(this, file);
        Events = new ProjectEvents(file);
    }

    /// <summary>The project's name; without one of its own that of its folder.</summary>
    public string Name { get; }

    /// <summary>Full path of its folder.</summary>
    public string Path { get; }

    /// <summary>True when the project is deleted as soon as it is closed.</summary>
    public bool IsTemporary => _temporary is not null;

    /// <summary>When it was made, in UTC.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>Version of its schema, from 1.</summary>
    public int SchemaVersion { get; }

    /// <summary>Its machines.</summary>
    public ProjectMachines Machines { get; }

    /// <summary>Its groups.</summary>
    public ProjectGroups Groups { get; }

    /// <summary>The collected history of its machines.</summary>
    public ProjectSamples Samples { get; }

    /// <summary>Its live sources.</summary>
    public ProjectSources Sources { get; }

    /// <summary>Its finished assessments.</summary>
    public ProjectAssessments Assessments { get; }

    /// <summary>Its replications.</summary>
    public ProjectReplications Replications { get; }

    /// <summary>Its journal.</summary>
    public ProjectEvents Events { get; }

    /// <summary>
    /// Makes a project in a folder, which is made too when it is missing, for its owner only on Unix.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <param name="name">The project's name; null for the folder's.</param>
    /// <exception cref="MigrateException"><c>Project.Exists</c>, <c>Project.PathInvalid</c>.</exception>
    public static MigrateProject Create(string path, string? name = null)
    {
        var folder = FullPath(path);
        return IsProject(folder) ? throw ProjectErrors.Exists(folder) : Make(folder, name, null);
    }

    /// <summary>Opens a project; one of an older schema is brought up to date.</summary>
    /// <exception cref="MigrateException">
    /// <c>Project.NotFound</c>, <c>Project.SchemaTooNew</c>, <c>Project.Corrupt</c>.
    /// </exception>
    public static MigrateProject Open(string path)
    {
        var folder = FullPath(path);
        return IsProject(folder) ? Make(folder, null, null) : throw ProjectErrors.NotFound(folder);
    }

    /// <summary>True when the folder holds a project.</summary>
    public static bool Exists(string path) => IsProject(FullPath(path));

    /// <summary>Opens a project, or makes it when the folder holds none.</summary>
    /// <exception cref="MigrateException">As of <see cref="Open"/> and <see cref="Create"/>.</exception>
    public static MigrateProject OpenOrCreate(string path) => Make(FullPath(path), null, null);

    /// <summary>
    /// Makes a project under the user's temp path that nobody else can read and that is deleted when it is closed.
    /// </summary>
    public static MigrateProject CreateTemporary()
    {
        RemoveStaleTemporary();
        var temporary = TemporaryFolder.Create(System.IO.Path.GetTempPath());
        return Make(temporary.Path, "Temporary", temporary);
    }

    /// <summary>Removes temporary projects whose process has ended without closing them; living ones stay.</summary>
    public static void RemoveStaleTemporary() => TemporaryFolder.RemoveStale(System.IO.Path.GetTempPath());

    /// <summary>
    /// Deletes a project: the files that are the project's, and the folder when nothing else is in it.
    /// </summary>
    /// <exception cref="MigrateException">
    /// <c>Project.NotFound</c>; <c>Project.Replicating</c>: only it knows of snapshots and copies that are still there;
    /// <c>Project.Locked</c>: a process has it open (on Windows).
    /// </exception>
    public static void Remove(string path)
    {
        var folder = FullPath(path);
        if (!File.Exists(ProjectFolder.DatabaseOf(folder)))
            throw ProjectErrors.NotFound(folder);
        using (var project = Open(folder))
        {
            if (project.Replications.Get().Where(each => !each.IsOver).Select(each => each.Name).ToList()
                is { Count: > 0 } names)
                throw ProjectErrors.Replicating(folder, names);
        }

        try
        {
            ProjectFolder.Delete(folder);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new MigrateException(
                "Project.Locked", $"The project in '{folder}' can't be deleted: {cause.Message}",
                "Close it wherever it is open, then run the same command again.", folder, cause);
        }
    }

    /// <summary>Counts what the project holds.</summary>
    public ProjectSummary GetSummary() => new()
    {
        Machines = Machines.Count,
        Records = Machines.RecordCount,
        Groups = Groups.Count,
        Assessments = Assessments.Count,
        NewestSample = Samples.NewestPoint,
    };

    /// <summary>The folder's path, by which remoting hands the project over.</summary>
    public override string ToString() => Path;

    /// <summary>Closes the project; a temporary one is deleted.</summary>
    public void Dispose()
    {
        _months.Dispose();
        _file.Dispose();
        _temporary?.Dispose();
    }

    private static MigrateProject Make(string folder, string? name, TemporaryFolder? temporary)
    {
        try
        {
            OwnerOnly.CreateFolder(folder);
            var file = new SqliteFile(ProjectFolder.DatabaseOf(folder), Durability.Full, ProjectSchema.Schema);
            file.CreateOrMigrate(session => session.Execute(
                "INSERT INTO project(id, name, created_ms) VALUES(1, $1, $2)",
                name ?? System.IO.Path.GetFileName(folder), StoredTime.Now()));
            return new MigrateProject(file, temporary);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw ProjectErrors.PathInvalid(folder, cause);
        }
    }

    // A database whose making was killed holds nothing yet and counts as none.
    private static bool IsProject(string folder)
    {
        using var file = new SqliteFile(ProjectFolder.DatabaseOf(folder), Durability.Full, ProjectSchema.Schema);
        return file.IsMade();
    }

    private static string FullPath(string path)
    {
        try
        {
            var full = System.IO.Path.GetFullPath(path);
            var root = System.IO.Path.GetPathRoot(full);
            return full == root ? full : full.TrimEnd('/', System.IO.Path.DirectorySeparatorChar);
        }
        catch (Exception cause) when (cause is ArgumentException or NotSupportedException or PathTooLongException)
        {
            throw ProjectErrors.PathInvalid(path, cause);
        }
    }
}
