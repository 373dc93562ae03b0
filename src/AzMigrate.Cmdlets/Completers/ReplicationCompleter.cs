using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Completes names of machines that are replicated.</summary>
public sealed class ReplicationCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        var project = fakeBoundParameters?["Project"] as MigrateProject ?? Session.Current.Project;
        return project is null ? [] : project.Replications.Get().Select(each => each.Name).Completing(wordToComplete);
    }
}
