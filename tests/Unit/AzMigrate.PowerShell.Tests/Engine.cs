using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell.Commands;

namespace AzMigrate.PowerShell.Tests;

/// <summary>A session with the built module and the sample cmdlets imported.</summary>
internal sealed class Engine : IDisposable
{
    private readonly Runspace _runspace;

    public Engine(PSHost? host = null, bool import = true, bool transcripts = false)
    {
        ForeignAssemblies.LoadOnce();
        var state = InitialSessionState.CreateDefault2();
        if (transcripts)
        {
            state.Commands.Add(new SessionStateCmdletEntry("Start-Transcript", typeof(StartTranscriptCommand), null));
            state.Commands.Add(new SessionStateCmdletEntry("Stop-Transcript", typeof(StopTranscriptCommand), null));
        }
        _runspace = host is null ? RunspaceFactory.CreateRunspace(state) : RunspaceFactory.CreateRunspace(host, state);
        _runspace.Open();
        if (!import)
            return;
        Invoke($"Import-Module '{Built.Manifest}' -ErrorAction Stop; Import-Module '{Built.SampleCommands}' -ErrorAction Stop")
            .MustSucceed();
    }

    /// <summary>A session as a user has it: the built module and nothing more.</summary>
    public static Engine WithModule() => new Engine(import: false).ImportModule();

    /// <summary>
    /// As <see cref="WithModule"/>, on a console's host, with the commands that keep a transcript of it.
    /// </summary>
    public static Engine WithTranscripts(PSHost host) =>
        new Engine(host, import: false, transcripts: true).ImportModule();

    /// <summary>Sets a variable of the session, which no script then has to name the value of.</summary>
    public void Set(string variable, object value) => _runspace.SessionStateProxy.SetVariable(variable, value);

    /// <summary>Runs a script to its end.</summary>
    public Outcome Invoke(string script)
    {
        using var shell = Start(script);
        var output = new List<PSObject>();
        ErrorRecord? terminating = null;
        try
        {
            shell.Invoke(null, output);
        }
        catch (RuntimeException failure)
        {
            terminating = failure.ErrorRecord;
        }

        return new Outcome(
            output, [.. shell.Streams.Error], terminating,
            [.. shell.Streams.Warning.Select(w => w.Message)], [.. shell.Streams.Verbose.Select(v => v.Message)],
            [.. shell.Streams.Progress]);
    }

    /// <summary>A shell on this session, for tests that stop it themselves.</summary>
    public System.Management.Automation.PowerShell Start(string script)
    {
        var shell = System.Management.Automation.PowerShell.Create(_runspace);
        shell.AddScript(script);
        return shell;
    }

    public void Dispose() => _runspace.Dispose();

    private Engine ImportModule()
    {
        Invoke($"Import-Module '{Built.Manifest}' -ErrorAction Stop").MustSucceed();
        return this;
    }
}

/// <summary>What a script wrote.</summary>
internal sealed record Outcome(
    IReadOnlyList<PSObject> Output,
    IReadOnlyList<ErrorRecord> Errors,
    ErrorRecord? Terminating,
    IReadOnlyList<string> Warnings,
    IReadOnlyList<string> Verbose,
    IReadOnlyList<ProgressRecord> Progress)
{
    public IEnumerable<object> Values => Output.Select(o => o.BaseObject);

    /// <summary>The one error that there must be, terminating or not.</summary>
    public ErrorRecord TheError => Assert.Single(Terminating is null ? Errors : Errors.Append(Terminating));

    /// <summary>Errors there may be, but none that ended the script.</summary>
    public void MustEnd() => Assert.Null(Terminating);

    public Outcome MustSucceed()
    {
        Assert.Null(Terminating);
        Assert.Empty(Errors);
        return this;
    }
}
