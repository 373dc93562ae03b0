using System.Management.Automation;
using System.Management.Automation.Language;

namespace AzMigrate.Cmdlets;

/// <summary>Turns values into completions of a word.</summary>
internal static class CompletionWords
{
    /// <summary>Completions of the values that begin with the word, or that the wildcards in it match.</summary>
    public static IEnumerable<CompletionResult> Completing(this IEnumerable<string> values, string? word)
    {
        var pattern = new WildcardPattern((word ?? "").Trim('\'', '"') + "*", WildcardOptions.IgnoreCase);
        return values.Where(pattern.IsMatch).Select(value => new CompletionResult(
            Quoted(value), value, CompletionResultType.ParameterValue, value));
    }

    private static string Quoted(string value) =>
        value.All(character => char.IsLetterOrDigit(character) || character is '_' or '-')
        ? value
        : $"'{CodeGeneration.EscapeSingleQuotedStringContent(value)}'";
}
