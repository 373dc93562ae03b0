namespace AzMigrate.Projects;

/// <summary>What can go wrong with a project, in words.</summary>
internal static class ProjectErrors
{
    public static MigrateException NotFound(string path) => new(
        "Project.NotFound", $"There is no project in '{path}'.",
        "Make one with New-MigrateProject or Connect-MigrateProject -Create, or name the folder of an existing one.",
        path);

    public static MigrateException Exists(string path) => new(
        "Project.Exists", $"There is a project in '{path}' already.",
        "Open it with Connect-MigrateProject, or name another folder.", path);

    public static MigrateException Replicating(string path, IReadOnlyList<string> machines) => new(
        "Project.Replicating", FormattableString.Invariant(
            $"The project in '{path}' replicates {machines.Count} machines, the first is {machines[0]}: only it knows of their ")
            + "snapshots and copies.",
        "End the replications with Stop-MigrateReplication first.", path);

    public static MigrateException PathInvalid(string path, Exception cause) => new(
        "Project.PathInvalid", $"The folder '{path}' can't be made or used: {cause.Message}",
        "Name a folder that can be made and that this user may write to.", path, cause);

    public static MigrateException Closed(string path) => new(
        "Project.Closed", $"The project file '{path}' has been closed.",
        "Open it again with Connect-MigrateProject.", path);

    public static MigrateException MachineNotFound(IReadOnlyList<string> ids) => new(
        "Machine.NotFound", ids.Count == 1
            ? $"The project has no machine with the id '{ids[0]}'."
            : FormattableString.Invariant(
                $"The project has no machine with {ids.Count} of the ids, the first is '{ids[0]}'."),
        "List the project's machines with Get-MigrateVM.", ids[0]);

    public static MigrateException GroupNotFound(string name) => new(
        "Group.NotFound", $"The project has no group '{name}'.",
        "List the project's groups with Get-MigrateGroup.", name);

    public static MigrateException GroupExists(string name) => new(
        "Group.Exists", $"The project has a group '{name}' already.",
        "Use another name, or leave -NoClobber out to set the group to the given machines.", name);

    public static MigrateException GroupEmpty(string name) => new(
        "Group.Empty", $"The group '{name}' has no machines.",
        "Give at least one machine, for example from Get-MigrateVM.", name);

    public static MigrateException GroupNameInvalid(string name) => new(
        "Group.NameInvalid", "A group's name is empty.", "Give the group a name.", name);

    public static MigrateException AllGone(string of, int gone) => new(
        "Assessment.AllGone",
        FormattableString.Invariant($"There is nothing to assess: of {of} all {gone} are gone from their source."),
        "Add -IncludeGone to assess machines that are gone, or discover their source again.");

    public static MigrateProblem GoneLeftOut(string of, int gone, int all) => new()
    {
        Severity = ProblemSeverity.Warning,
        Code = "Assessment.GoneLeftOut",
        Message = FormattableString.Invariant($"Of {of}, {gone} of {all} are gone from their source and are left out."),
        Remedy = "List them with Get-MigrateVM -Gone; -IncludeGone assesses them too.",
    };

    public static MigrateException AssessmentNotFound(string id) => new(
        "Assessment.NotFound", $"The project has no assessment '{id}', or no more.",
        "List the project's assessments with Get-MigrateAssessment.", id);

    public static MigrateException Damaged(string path, string what, Exception cause) => new(
        "Project.Corrupt", $"The project's file '{path}' is damaged: {what} can't be read. {cause.Message}",
        "Restore the project's folder from a backup, or make a new project and import again.", path, cause);
}
