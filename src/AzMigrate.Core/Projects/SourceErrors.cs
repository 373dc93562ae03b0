using AzMigrate.Inventory;

namespace AzMigrate.Projects;

/// <summary>What can go wrong with a project's sources, in words.</summary>
internal static class SourceErrors
{
    public static MigrateException Temporary() => new(
        "Project.Temporary", "A temporary project cannot have sources: it is deleted with the session.",
        "Make a project that stays with Connect-MigrateProject <folder> -Create, then add the source.");

    public static MigrateException NotFound(string name) => new(
        "Source.NotFound", $"The project has no source '{name}'.",
        "List the project's sources with Get-MigrateSource, or add it with Add-MigrateSource.", name);

    public static MigrateException Exists(string name) => new(
        "Source.Exists", $"The project has a source '{name}' already.",
        "Use another name, or leave -NoClobber out to set the source to these settings.", name);

    public static MigrateException Replicated(string name, string machine) => new(
        "Source.Replicated", $"The machine {machine} of the source '{name}' is being replicated, which reads it there.",
        "End its replication with Stop-MigrateReplication first.", name);

    public static MigrateException KindChanged(string name, SourceKind before, SourceKind now) => new(
        "Source.KindChanged", $"The source '{name}' is of the kind {before} and cannot become one of the kind {now}.",
        "Use another name, or remove the source first; its machines stay then.", name);

    public static MigrateException ServerChanged(MigrateSource source, string before, string now) => new(
        "Source.ServerChanged",
        $"The server of the source '{source.Name}' is another one than before: it was {before} and is {now}.",
        "Add the new server as a source of its own, or remove this source first; its machines stay then.", source.Name);

    public static MigrateException NotDiscovered(string name) => new(
        "Source.NotDiscovered",
        $"The project has no machine of the source '{name}' whose performance could be asked for.",
        "Run Start-MigrateDiscovery for it first.", name);

    public static MigrateProblem NothingFound(MigrateSource source, int present) => new()
    {
        Severity = ProblemSeverity.Warning,
        Code = "Source.NothingFound",
        Message = FormattableString.Invariant(
            $"The source '{source.Name}' shows no machine at all; what the project has of it ({present}) is kept."),
        Remedy = "Check with Test-MigrateSource that the user may read the inventory, from its root down.",
        Target = source.Name,
    };
}
