using System.Management.Automation;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>A cmdlet that works on a project: the one given, the one its input carries, or the connected one.</summary>
public abstract class ProjectCommand : MigrateCommand
{
    private MigrateProject? _only;

    /// <summary>
    /// The project to work on: an object from Get-MigrateProject or a project folder's path. Without it the project
    /// that the input object carries is used, else the one that Connect-MigrateProject connected.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ProjectTransformation]
    [ValidateNotNull]
    public virtual MigrateProject? Project { get; set; }

    /// <summary>The project in force; throws Project.NotConnected when there is none.</summary>
    protected MigrateProject RequireProject() =>
        Project ?? Session.Current.Project ?? throw new MigrateException(
            "Project.NotConnected",
            "No project is connected.",
            "Run Connect-MigrateProject with the project's folder (-Create makes a new one), or pass -Project.");

    /// <summary>
    /// The project in force, for work that is done once for all input: it has to come from one project.
    /// </summary>
    private protected MigrateProject RequireOnlyProject()
    {
        var project = RequireProject();
        _only ??= project;
        return _only.Path == project.Path ? project : throw new MigrateException(
            "Project.Several", $"The input comes from several projects: '{_only.Path}' and '{project.Path}'.",
            "Run the command for the objects of each project apart.", project.Path);
    }

    /// <summary>Groups by name; a name without wildcards that no group has is a non-terminating error.</summary>
    /// <param name="names">Names with wildcards; none for all groups.</param>
    private protected IReadOnlyList<MigrateGroup> FindGroups(params string[] names)
    {
        var project = RequireProject();
        var found = project.Groups.Get(names).ToList();
        foreach (var name in names.Where(name => !WildcardPattern.ContainsWildcardCharacters(name)))
        {
            if (!found.Exists(group => string.Equals(group.Name, name, StringComparison.OrdinalIgnoreCase)))
            {
                WriteError(new MigrateException(
                    "Group.NotFound", $"The project {project.Name} has no group '{name}'.",
                    "List the groups with Get-MigrateGroup, or make it with New-MigrateGroup.", name));
            }
        }

        return found;
    }

    /// <summary>Machines by name; a name without wildcards that no machine has is a non-terminating error.</summary>
    /// <param name="names">Names with wildcards.</param>
    private protected IReadOnlyList<ProjectMachine> FindMachines(IReadOnlyList<string> names)
    {
        var project = RequireProject();
        var found = project.Machines.Get(new MachineQuery { Name = names }, Cancellation).ToList();
        foreach (var name in names.Where(name => !WildcardPattern.ContainsWildcardCharacters(name)))
        {
            if (!found.Exists(machine => string.Equals(machine.Name, name, StringComparison.OrdinalIgnoreCase))
                && !project.Machines.Get(new MachineQuery { Name = [name] }, Cancellation).Any())
                WriteError(MachineNotFound(name));
        }

        return found;
    }

    private protected MigrateException MachineNotFound(string asked) => new(
        "Machine.NotFound", $"The project {RequireProject().Name} has no machine '{asked}'.",
        "List the machines with Get-MigrateVM.", asked);
}
