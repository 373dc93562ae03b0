using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace AzMigrate.Hosting;

/// <summary>Hands the command line's arguments to a script as <c>pwsh -File</c> does.</summary>
internal static partial class ScriptArguments
{
    /// <summary>
    /// The statement that calls the script. Words such as <c>-Name</c> or <c>-Name:value</c> are parameters, all others
    /// are text: nothing of an argument is ever evaluated but <c>$true</c> and <c>$false</c> after a colon.
    /// </summary>
    public static string Invocation(string scriptPath, IEnumerable<string> arguments) =>
        string.Join(' ', arguments.Select(Word).Prepend("& " + Quote(scriptPath)));

    private static string Word(string argument)
    {
        var parameter = Parameter().Match(argument);
        if (!parameter.Success)
            return Quote(argument);
        var name = parameter.Groups["name"].Value;
        var value = parameter.Groups["value"];
        return value.Success ? $"{name}:{Value(value.Value)}" : name;
    }

    private static string Value(string text) => text.ToUpperInvariant() switch
    {
        "$TRUE" => "$true",
        "$FALSE" => "$false",
        _ => Quote(text),
    };

    private static string Quote(string text) => "'" + CodeGeneration.EscapeSingleQuotedStringContent(text) + "'";

    [GeneratedRegex("^(?<name>-[A-Za-z_][A-Za-z0-9_]*)(:(?<value>.+))?:?$", RegexOptions.Singleline)]
    private static partial Regex Parameter();
}
