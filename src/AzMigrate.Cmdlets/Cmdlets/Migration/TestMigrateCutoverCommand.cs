using System.Management.Automation;
using AzMigrate.Migration;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>A kind of probe that has a port of its own.</summary>
public enum CutoverPort
{
    /// <summary>Secure shell, TCP 22.</summary>
    Ssh = 22,

    /// <summary>The web, TCP 80.</summary>
    Http = 80,

    /// <summary>The web over TLS, TCP 443.</summary>
    Https = 443,

    /// <summary>SQL Server, TCP 1433.</summary>
    Sql = 1433,

    /// <summary>Remote desktop, TCP 3389.</summary>
    Rdp = 3389,

    /// <summary>Windows Remote Management, TCP 5986.</summary>
    WinRM = 5986,
}

/// <summary>Looks whether machines that were made run, and answer as they should.</summary>
/// <remarks>
/// The platform is asked for the machine's state and that of its agent; ports are tried from here, so this machine has
/// to reach the network. A script block gets the machine ($args[0], with Name, Addresses and State) and passes when it
/// returns nothing that is false and throws nothing. A probe that fails is a result, not an error.
/// </remarks>
/// <example>
/// <code>
/// Get-MigrateCutover |
///     Test-MigrateCutover -Probe Rdp -Timeout 00:10:00 |
///     Where-Object Passed -eq $false |
///     Undo-MigrateCutover -WhatIf
/// </code>
/// <para>Waits up to ten minutes for remote desktop, and says which moves would be undone.</para>
/// </example>
/// <example>
/// <code>
/// Start-MigrateTestMigration -Name web01 |
///     Test-MigrateCutover -ScriptBlock { $args[0].Addresses.Count -gt 0 }
/// </code>
/// <para>Looks at the machine of a test with a script of your own.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "MigrateCutover", DefaultParameterSetName = "Id")]
[OutputType(typeof(CutoverCheck))]
public sealed class TestMigrateCutoverCommand : ReplicationInputCommand
{
    /// <summary>Services whose ports have to answer.</summary>
    [Parameter]
    public CutoverPort[] Probe { get; set; } = [];

    /// <summary>TCP ports that have to answer.</summary>
    [Parameter]
    [ValidateRange(1, 65535)]
    public int[] Port { get; set; } = [];

    /// <summary>A script that looks at the machine.</summary>
    [Parameter]
    [ValidateNotNull]
    public ScriptBlock? ScriptBlock { get; set; }

    /// <summary>How long to wait until all passes; one look when left out.</summary>
    [Parameter]
    public TimeSpan Timeout { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        foreach (var each in InputReplications())
            Try(() => WriteObject(Check(each)));
    }

    private CutoverCheck Check(MigrateReplication replication)
    {
        if (replication.Launch is null)
            throw new MigrateException(
                "Migration.NoMachine", $"No machine was made of {replication.Name} that could be looked at.",
                "Make one with Start-MigrateTestMigration or Start-MigrateCutover first.", replication.Name);
        var run = new MigrationRun(AccessFor([replication]));
        List<int> ports = [.. Probe.Select(port => (int)port), .. Port];
        var (machine, probes) = Await(token => CutoverProbing.ProbeAsync(run, replication, ports, Timeout, token));
        return new CutoverCheck
        {
            Project = replication.Project,
            Id = replication.Id,
            Name = replication.Name,
            Probes = ScriptBlock is null || machine is null ? probes : [.. probes, RunScript(machine)],
        };
    }

    private CutoverProbe RunScript(LaunchedMachine machine)
    {
        try
        {
            var answers = ScriptBlock!.Invoke(machine);
            var failed = answers.FirstOrDefault(answer => !LanguagePrimitives.IsTrue(answer));
            return new CutoverProbe("ScriptBlock", failed is null, string.Join("; ", answers));
        }
        catch (RuntimeException failure)
        {
            return new CutoverProbe("ScriptBlock", false, failure.Message);
        }
    }
}
