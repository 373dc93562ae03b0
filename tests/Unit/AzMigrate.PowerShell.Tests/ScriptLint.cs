using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace AzMigrate.PowerShell.Tests;

/// <summary>
/// Finds commands that the hosted engine lacks: it has its core commands, the module and, in test files, the runner.
/// A statement of one line that needs a whole PowerShell ends in the comment <c># needs pwsh</c> and is left out.
/// </summary>
internal sealed partial class ScriptLint
{
    private readonly HashSet<string> _known;

    private ScriptLint(IEnumerable<string> known) => _known = new(known, StringComparer.OrdinalIgnoreCase);

    /// <summary>Knows the commands of the engine and the module.</summary>
    public static ScriptLint ForScripts() => Create("");

    /// <summary>Knows the commands of the engine, the module and the test runner.</summary>
    public static ScriptLint ForTests() => Create($". '{PesterFile.RunnerFile}'; ");

    /// <summary>The faults of a script, each with its line.</summary>
    public IReadOnlyList<string> Faults(string script)
    {
        var tree = Parser.ParseInput(Portable(script), out _, out var errors);
        var own = tree.FindAll(node => node is FunctionDefinitionAst, searchNestedScriptBlocks: true)
            .Select(node => ((FunctionDefinitionAst)node).Name.Split(':')[^1])
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var unknown = tree.FindAll(node => node is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>()
            .Select(command => (Name: command.GetCommandName(), command.Extent.StartLineNumber))
            // A name that is worked out at run time, and a script by its path, can't be looked up.
            .Where(command => command.Name is { } name && !name.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase)
                && !_known.Contains(name) && !own.Contains(name));
        return
        [
            .. errors.Select(error => $"line {error.Extent.StartLineNumber}: {error.Message}"),
            .. unknown.Select(command =>
                $"line {command.StartLineNumber}: the hosted engine has no command '{command.Name}'"),
        ];
    }

    /// <summary>
    /// The script without the lines that need a whole PowerShell; the other lines keep their numbers.
    /// </summary>
    public static string Portable(string script) => NeedsPwsh().Replace(script, "");

    private static ScriptLint Create(string setUp)
    {
        using var engine = Engine.WithModule();
        // An alias is there for every command of a whole PowerShell, so it counts only when its command is there.
        var commands = engine.Invoke(setUp + "Get-Command -CommandType Cmdlet, Function, Alias")
            .MustSucceed().Values.Cast<CommandInfo>();
        return new ScriptLint(commands.Where(command => command is not AliasInfo { ResolvedCommand: null })
            .Select(command => command.Name));
    }

    [GeneratedRegex(@"^.*#\s*needs pwsh[ \t]*(?=\r?$)", RegexOptions.Multiline)]
    private static partial Regex NeedsPwsh();
}
