using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using AzMigrate.Catalog;

namespace AzMigrate.Cmdlets;

/// <summary>Completes Azure regions of the catalogue.</summary>
public sealed class RegionCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters) => Catalogue.Embedded.SuggestRegions("").Completing(wordToComplete);
}

/// <summary>Completes names of Azure VM sizes of the catalogue.</summary>
public sealed class VmSizeCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters) => Catalogue.Embedded.SuggestVmSizes("").Completing(wordToComplete);
}

/// <summary>Completes VM series of the catalogue.</summary>
public sealed class SeriesCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters) => Catalogue.Embedded.SuggestSeries("").Completing(wordToComplete);
}
