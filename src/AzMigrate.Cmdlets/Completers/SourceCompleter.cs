using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Completes names of sources of the connected project, or of the one given by -Project.</summary>
public sealed class SourceCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters)
    {
        var project = fakeBoundParameters?["Project"] as MigrateProject ?? Session.Current.Project;
        return project is null ? [] : project.Sources.Get([]).Select(source => source.Name).Completing(wordToComplete);
    }
}
