using System.Management.Automation;
using System.Management.Automation.Host;
using System.Reflection;

namespace AzMigrate.Cmdlets;

public abstract partial class MigrateCommand
{
    /// <summary>
    /// ShouldProcess, and a plain answer where nobody can be asked: the question then fails at once instead of hanging
    /// or throwing the host's own error.
    /// </summary>
    /// <param name="target">What would be changed.</param>
    /// <param name="action">What would be done.</param>
    /// <param name="force">
    /// The cmdlet's -Force: skips the question, never -WhatIf and never an explicit -Confirm.
    /// </param>
    /// <returns>True when the change is to be made.</returns>
    /// <exception cref="MigrateException"><c>Confirmation.Unavailable</c>: the session has no prompt.</exception>
    protected bool Approve(string target, string action, bool force = false)
    {
        var asked = BoundSwitch("Confirm");
        var isWhatIf = BoundSwitch("WhatIf") ?? LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));
        if (force && !isWhatIf && asked != true)
            return true;

        var prompts = !isWhatIf && (asked ?? ImpactNeedsQuestion());
        if (prompts && !HasPrompt())
            throw NoPrompt(target, action, null);
        try
        {
            return ShouldProcess(target, action);
        }
        catch (Exception refusal) when (prompts
            && refusal is HostException or PSInvalidOperationException or PSNotImplementedException)
        {
            throw NoPrompt(target, action, refusal);
        }
    }

    private bool? BoundSwitch(string name) =>
        MyInvocation.BoundParameters.TryGetValue(name, out var value) ? LanguagePrimitives.IsTrue(value) : null;

    private bool ImpactNeedsQuestion()
    {
        var impact = GetType().GetCustomAttribute<CmdletAttribute>()?.ConfirmImpact ?? ConfirmImpact.Medium;
        var preference = GetVariableValue("ConfirmPreference");
        return LanguagePrimitives.TryConvertTo(preference, out ConfirmImpact threshold)
            && threshold != ConfirmImpact.None && impact >= threshold;
    }

    // The console host waits for input that a redirected or closed stdin never gives; other hosts throw by themselves.
    private protected bool HasPrompt() =>
        Host.Name switch
        {
            "Default Host" => false,
            "ConsoleHost" => !Console.IsInputRedirected,
            _ => true,
        };

    private static MigrateException NoPrompt(string target, string action, Exception? cause) =>
        new(
            "Confirmation.Unavailable",
            $"'{action}' on '{target}' needs a confirmation, and this session has no prompt.",
            "Add -Force or -Confirm:$false to go on without being asked, or -WhatIf to see what would be done.",
            target,
            cause);
}
