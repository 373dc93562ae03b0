using System.Globalization;
using System.Management.Automation.Host;

namespace AzMigrate.Hosting;

/// <summary>The engine's window on this process.</summary>
internal sealed class ConsoleHost(ConsoleTerminal terminal) : PSHost
{
    private readonly Guid _id = Guid.NewGuid();
    private readonly ConsoleUserInterface _ui = new(terminal);

    /// <summary>What <c>exit</c> asked for; null when it did not run.</summary>
    public int? RequestedExitCode { get; private set; }

    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    public override Guid InstanceId => _id;

    public override string Name => "AzMigrate.Host";

    public override PSHostUserInterface UI => _ui;

    public override Version Version => typeof(ConsoleHost).Assembly.GetName().Version!;

    public override void SetShouldExit(int exitCode) => RequestedExitCode = exitCode;

    public override void EnterNestedPrompt() => throw ConsoleUserInterface.NoPrompt("a nested prompt");

    public override void ExitNestedPrompt() => throw ConsoleUserInterface.NoPrompt("a nested prompt");

    // Native programs share the console as it is; nothing to save or restore.
    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }
}
