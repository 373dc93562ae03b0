namespace AzMigrate.HelpBuilder;

/// <summary>What a cmdlet's help must have.</summary>
public static class HelpCheck
{
    /// <summary>The faults of the cmdlets, in the form that a build shows as its own errors.</summary>
    public static IEnumerable<string> Faults(IEnumerable<CmdletHelp> cmdlets)
    {
        foreach (var cmdlet in cmdlets)
        {
            if (cmdlet.Synopsis.Length == 0)
                yield return Fault("HELP001", $"{cmdlet.Name} has no <summary>. Write one on its class.");
            foreach (var parameter in cmdlet.Parameters.Where(parameter => parameter.Description.Count == 0))
                yield return Fault("HELP002",
                    $"{cmdlet.Name} -{parameter.Name} has no <summary>. Write one on its property.");
            if (cmdlet.Examples.Count < 2)
                yield return Fault("HELP003", $"{cmdlet.Name} has {cmdlet.Examples.Count} of at least 2 examples. "
                    + "Write <example><code>...</code><para>...</para></example> on its class.");
            foreach (var example in cmdlet.Examples.Where(
                example => example.Code.Length == 0 || example.Title.Length == 0))
                yield return Fault("HELP004",
                    $"{cmdlet.Name} has an example without {(example.Code.Length == 0 ? "<code>" : "<para>")}: "
                    + $"'{(example.Code.Length == 0 ? example.Title : example.Code)}'.");
        }
    }

    private static string Fault(string code, string text) => $"HelpBuilder : error {code}: {text}";
}
