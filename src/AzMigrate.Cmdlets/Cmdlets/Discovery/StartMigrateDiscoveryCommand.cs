using System.Management.Automation;
using AzMigrate.Discovery;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Reads all machines of live sources into the project.</summary>
/// <remarks>
/// Read-only on the server. Run again it updates the machines by identity; one that is there no more is marked as gone,
/// keeps its history and groups, and comes back when it is seen again. Only a discovery that was complete marks
/// machines as gone. One broken machine is an error of its own. Stopped anywhere, what was read is kept and the same
/// command finishes the job. Templates and placeholders are left out, as of imports, unless they are asked for.
/// Several sources are read side by side, a few at a time.
/// </remarks>
/// <example>
/// <code>Start-MigrateDiscovery -Source vc1 -WhatIf</code>
/// <para>Says which source would be discovered, and does not contact it.</para>
/// </example>
/// <example>
/// <code>Get-MigrateSource vc* | Start-MigrateDiscovery -IncludeNotes -WhatIf</code>
/// <para>Would read notes and custom attributes too, where people keep passwords: they are left out by default.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Start, "MigrateDiscovery", SupportsShouldProcess = true, DefaultParameterSetName = "Source")]
[OutputType(typeof(DiscoveryResult))]
public sealed class StartMigrateDiscoveryCommand : SourceRunCommand
{
    private readonly List<MigrateSource> _sources = [];

    /// <summary>
    /// Reads notes and custom attributes too. When left out, those that an earlier discovery read stay;
    /// -IncludeNotes:$false forgets them.
    /// </summary>
    [Parameter]
    public SwitchParameter IncludeNotes { get; set; }

    /// <summary>Takes templates up too. Those that the project has are kept up to date in any case.</summary>
    [Parameter]
    public SwitchParameter IncludeTemplate { get; set; }

    /// <summary>
    /// Takes Site Recovery Manager placeholders, Hyper-V replicas and a vSphere cluster's own agents (vCLS) up too.
    /// </summary>
    [Parameter]
    public SwitchParameter IncludePlaceholder { get; set; }

    /// <inheritdoc/>
    protected override void Process() => _sources.AddRange(InputSources()
        .Where(source => ShouldProcess(source.Name, $"Discover machines of {source.Server}")));

    /// <inheritdoc/>
    protected override void End()
    {
        var progress = new SharedProgress(Progress, _sources.Count);
        var opened = new List<(MigrateSource Source, IDiscoverySource Live)>();
        foreach (var source in _sources)
            Try(() => opened.Add((source, Open(source, CredentialOf(source)))));
        SideBySide(opened, (each, token) => DiscoverAsync(each.Source, each.Live, progress, token));
    }

    private async Task DiscoverAsync(
        MigrateSource source, IDiscoverySource live, SharedProgress progress, CancellationToken token)
    {
        var problems = Problems();
        var saysNotes = MyInvocation.BoundParameters.ContainsKey(nameof(IncludeNotes));
        DiscoveryResult result;
        await using (live.ConfigureAwait(false))
        {
            result = await new DiscoveryRun(source, live)
            {
                IncludeNotes = saysNotes ? IncludeNotes.IsPresent : null,
                IncludeTemplates = IncludeTemplate,
                IncludePlaceholders = IncludePlaceholder,
                OnProblem = problems.Write,
            }.RunAsync(progress.Of(source.Name), token).ConfigureAwait(false);
        }

        problems.WriteRest();
        WriteVerbose($"{source.Name}: {result.Machines} machines in {result.Duration.TotalSeconds:F1} s, "
            + $"{result.LeftOut} templates and placeholders left out.");
        WriteObject(result);
    }
}
