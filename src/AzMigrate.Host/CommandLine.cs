namespace AzMigrate.Hosting;

/// <summary>What the host was asked to run: a script file with its arguments, or a command's text.</summary>
internal sealed record CommandLine(string? ScriptPath, string? CommandText, IReadOnlyList<string> Arguments)
{
    public const string Usage = """
        Usage: AzMigrate.Host SCRIPT.ps1 [arguments]
               AzMigrate.Host -Command 'commands'
        Runs PowerShell with the AzMigrate module loaded and returns the script's exit code.
        """;

    /// <summary>Null when the arguments make no sense.</summary>
    public static CommandLine? Parse(IReadOnlyList<string> args)
    {
        if (args.Count == 0)
            return null;
        if (IsOption(args[0], "Command", "c"))
            return args.Count > 1 ? new CommandLine(null, string.Join(' ', args.Skip(1)), []) : null;
        if (IsOption(args[0], "File", "f"))
            return args.Count > 1 ? Script(args.Skip(1).ToList()) : null;
        return args[0].StartsWith('-') ? null : Script(args);
    }

    private static CommandLine Script(IReadOnlyList<string> args) =>
        new(Path.GetFullPath(args[0]), null, args.Skip(1).ToList());

    private static bool IsOption(string argument, string name, string alias) =>
        string.Equals(argument, "-" + name, StringComparison.OrdinalIgnoreCase)
        || string.Equals(argument, "-" + alias, StringComparison.OrdinalIgnoreCase);
}
