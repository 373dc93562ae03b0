using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace AzMigrate.Cmdlets;

/// <summary>Completes the beginnings of references to credentials, and tells their forms.</summary>
public sealed class CredentialReferenceCompleter : IArgumentCompleter
{
    private static readonly (string Begin, string Form)[] Forms =
    [
        ("env:", "env:USERVARIABLE/PASSWORDVARIABLE, two environment variables"),
        ("vault:", "vault:VAULT/SECRET, a PSCredential of SecretManagement"),
        ("file:", "file:PATH, what Export-Clixml made of a PSCredential"),
        ("automation:", "automation:NAME, a credential of the Azure Automation account"),
    ];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst,
        IDictionary fakeBoundParameters) => Forms
        .Where(form => form.Begin.StartsWith(wordToComplete ?? "", StringComparison.OrdinalIgnoreCase))
        .Select(form => new CompletionResult(form.Begin, form.Begin, CompletionResultType.ParameterValue, form.Form));
}
