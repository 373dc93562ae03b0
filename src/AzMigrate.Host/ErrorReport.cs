using System.Management.Automation;
using System.Text;

namespace AzMigrate.Hosting;

/// <summary>Writes error records for a person: what failed, where in the script, what to do.</summary>
internal sealed class ErrorReport(ConsoleTerminal terminal, string? scriptPath)
{
    public void Write(ErrorRecord error)
    {
        if (MissingCommands.Explain(error, scriptPath) is string explanation)
            terminal.ErrorLine(explanation);
        else
            terminal.ErrorLine(Describe(error));
    }

    private static string Describe(ErrorRecord error)
    {
        var text = new StringBuilder();
        var command = error.InvocationInfo?.MyCommand?.Name;
        if (!string.IsNullOrEmpty(command))
            text.Append(command).Append(": ");

        var action = error.ErrorDetails?.RecommendedAction;
        var message = error.ErrorDetails?.Message ?? error.Exception.Message;
        // The module's messages end with the action, for consoles that don't show it; here it has its own line.
        if (!string.IsNullOrEmpty(action) && message.EndsWith(action, StringComparison.Ordinal))
            message = message[..^action.Length];
        text.Append(message.Trim());

        if (error.InvocationInfo?.PositionMessage is { Length: > 0 } position)
            text.AppendLine().Append("  ").Append(position.ReplaceLineEndings(Environment.NewLine + "  "));
        if (!string.IsNullOrEmpty(action))
            text.AppendLine().Append("  What to do: ").Append(action);
        text.AppendLine().Append("  ").Append(error.FullyQualifiedErrorId);
        return text.ToString();
    }
}
