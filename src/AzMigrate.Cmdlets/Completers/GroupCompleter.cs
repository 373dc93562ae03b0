using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Completes names of groups of the connected project, or of the one given by -Project.</summary>
public sealed class GroupCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        var project = fakeBoundParameters?["Project"] as MigrateProject ?? Session.Current.Project;
        return project is null ? [] : project.Groups.Get([]).Select(group => group.Name).Completing(wordToComplete);
    }
}
