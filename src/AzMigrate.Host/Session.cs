using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell;

namespace AzMigrate.Hosting;

/// <summary>
/// One run of one script: opens the engine with the module, runs, reports, and works out the exit code.
/// </summary>
internal sealed class Session
{
    private readonly CommandLine _command;
    private readonly ConsoleTerminal _terminal = new();
    private readonly ConsoleHost _host;
    private readonly ErrorReport _errors;
    private volatile bool _interrupted;

    public Session(CommandLine command)
    {
        _command = command;
        _host = new ConsoleHost(_terminal);
        _errors = new ErrorReport(_terminal, command.ScriptPath);
    }

    public int Run()
    {
        if (_command.ScriptPath is string script && !File.Exists(script))
        {
            _terminal.ErrorLine($"There is no script '{script}'.");
            return ExitCode.Usage;
        }

        if (ModuleFolder.FindManifest() is not string manifest)
        {
            _terminal.ErrorLine(
                "The module folder out/module/AzMigrate is not there. Build it: dotnet build src/AzMigrate.Cmdlets");
            return ExitCode.Failure;
        }

        using var runspace = RunspaceFactory.CreateRunspace(_host, InitialState());
        runspace.Open();
        using var shell = PowerShell.Create(runspace);
        Console.CancelKeyPress += (_, key) =>
        {
            // The second Ctrl-C ends the process, should the first not do.
            key.Cancel = !_interrupted;
            _interrupted = true;
            shell.BeginStop(null, null);
        };
        shell.Streams.Error.DataAdded += (_, added) => _errors.Write(shell.Streams.Error[added.Index]);
        try
        {
            // Through the pipeline, not InitialSessionState: there a failed import is silent.
            shell.AddCommand("Import-Module").AddParameter("Name", manifest).AddParameter("ErrorAction", "Stop")
                .Invoke();
            shell.Commands.Clear();
            shell.AddScript(Work()).AddCommand("Out-Default").Invoke();
            return _interrupted ? ExitCode.Interrupted : _host.RequestedExitCode ?? ExitCode.Success;
        }
        catch (PipelineStoppedException) when (_interrupted)
        {
            return ExitCode.Interrupted;
        }
        catch (RuntimeException failure)
        {
            _errors.Write(failure.ErrorRecord
                ?? new ErrorRecord(failure, "Script.Failed", ErrorCategory.NotSpecified, null));
            return _host.RequestedExitCode ?? ExitCode.Failure;
        }
        finally
        {
            _terminal.ClearProgress();
        }
    }

    private static InitialSessionState InitialState()
    {
        // CreateDefault wants an assembly that only an installed PowerShell has.
        var state = InitialSessionState.CreateDefault2();
        if (OperatingSystem.IsWindows())
            state.ExecutionPolicy = ExecutionPolicy.RemoteSigned;
        return state;
    }

    /// <summary>
    /// The text to run. As pwsh: a script's own <c>exit</c> decides the exit code; for a command's text, whether its
    /// last statement succeeded. A script run as a command only sets $LASTEXITCODE, hence the second statement.
    /// </summary>
    private string Work() =>
        _command.CommandText is string text
            ? text + "\nif (-not $?) { exit 1 }"
            : ScriptArguments.Invocation(_command.ScriptPath!, _command.Arguments)
                + "\nif (-not $?) { if ($LASTEXITCODE) { exit $LASTEXITCODE } else { exit 1 } }";
}
