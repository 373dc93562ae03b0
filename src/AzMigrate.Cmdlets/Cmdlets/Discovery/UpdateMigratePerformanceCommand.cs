using System.Management.Automation;
using AzMigrate.Discovery;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Reads the performance of discovered machines into the project, from the newest stored point on.</summary>
/// <remarks>
/// The first time, history is read back as far as -BackFill says, as far as the server keeps it. Hosts keep their fine
/// samples for an hour: to have them without gaps run it at least every 50 minutes, or with -Continuous. Points that
/// come twice are stored once. A source that fails is an error of its own; with -Continuous it is tried again in the
/// next round, but for a refused login or credential, which would lock the account. With -Continuous the sessions stay
/// open, and machines that are new, changed or gone reach the project before each round.
/// </remarks>
/// <example>
/// <code>Update-MigratePerformance -Source vc1 -WhatIf</code>
/// <para>Says of which source performance would be read, and does not contact it.</para>
/// </example>
/// <example>
/// <code>Update-MigratePerformance -Continuous -Interval 00:30:00 -BackFill 7.00:00:00 -WhatIf</code>
/// <para>Would collect of all sources every half hour until it is stopped, and read back a week at first.</para>
/// </example>
[Cmdlet(VerbsData.Update, "MigratePerformance", SupportsShouldProcess = true, DefaultParameterSetName = "Source")]
[OutputType(typeof(CollectionResult))]
public sealed class UpdateMigratePerformanceCommand : SourceRunCommand
{
    private static readonly TimeSpan LongestBackFill = TimeSpan.FromDays(30);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromMinutes(50);

    private readonly List<MigrateSource> _sources = [];
    private readonly Dictionary<MigrateSource, IDiscoverySource> _open = [];

    /// <summary>How far back history is read of machines without newer points; 30 days by default and at most.</summary>
    [Parameter]
    public TimeSpan BackFill { get; set; } = LongestBackFill;

    /// <summary>Collects round after round until it is stopped.</summary>
    [Parameter]
    public SwitchParameter Continuous { get; set; }

    /// <summary>Time from the start of one round to the start of the next: 20 seconds to 50 minutes, 10 minutes by default.</summary>
    [Parameter]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    protected override void Begin()
    {
        CheckRange(nameof(BackFill), BackFill, TimeSpan.Zero, LongestBackFill);
        CheckRange(nameof(Interval), Interval, ShortestInterval, LongestInterval);
    }

    /// <inheritdoc/>
    protected override void Process() => _sources.AddRange(InputSources()
        .Where(source => ShouldProcess(source.Name, $"Collect performance of {source.Server}")));

    /// <inheritdoc/>
    protected override void End()
    {
        try
        {
            while (_sources.Count > 0)
            {
                var started = DateTime.UtcNow;
                foreach (var source in _sources.ToList())
                    Try(() => Collect(source));
                if (!Continuous)
                    return;
                var wait = started + Interval - DateTime.UtcNow;
                if (_sources.Count > 0 && wait > TimeSpan.Zero)
                    Await(token => Task.Delay(wait, token));
            }
        }
        finally
        {
            foreach (var source in _open.Keys.ToList())
                Close(source);
        }
    }

    private void Collect(MigrateSource source)
    {
        var isNew = !_open.ContainsKey(source);
        try
        {
            // Looked up whenever it is opened anew: it may have been changed where it is kept.
            if (isNew)
                _open.Add(source, Open(source, CredentialOf(source)));
            Collect(source, _open[source]);
            if (!Continuous)
                Close(source);
        }
        catch (MigrateException failure)
        {
            Close(source);
            if (isNew && IsRefusal(failure))
                _sources.Remove(source);
            throw;
        }
    }

    private void Collect(MigrateSource source, IDiscoverySource live)
    {
        var progress = Progress;
        if (Continuous)
        {
            var found = Await(token =>
                new DiscoveryRun(source, live) { OnlyChanges = true, OnProblem = WriteFew }.RunAsync(progress, token));
            WriteRest();
            WriteVerbose($"{source.Name}: {found.New} machines are new, {found.Changed} changed, {found.Gone} gone.");
        }

        var result = Await(token =>
            new CollectionRun(source, live) { BackFill = BackFill, OnProblem = WriteFew }.RunAsync(progress, token));
        WriteRest();
        WriteVerbose($"{source.Name}: {result.Points} points of {result.MachinesWithPoints} machines in "
            + $"{result.Duration.TotalSeconds:F1} s.");
        WriteObject(result);
    }

    private void Close(MigrateSource source)
    {
        if (!_open.TryGetValue(source, out var live))
            return;
        _open.Remove(source);
        Await(_ => live.DisposeAsync().AsTask());
    }

    private static bool IsRefusal(MigrateException failure) =>
        failure.Code is "Source.LoginFailed" or "Source.CertificateInvalid" or "Source.ServerChanged"
        || failure.Code.StartsWith("Source.Credential", StringComparison.Ordinal);

    private static void CheckRange(string parameter, TimeSpan value, TimeSpan least, TimeSpan most)
    {
        if (value < least || value > most)
            throw new MigrateException(
                $"Performance.{parameter}Invalid", $"-{parameter} is {value}, which is not between {least} and {most}.",
                $"Give a time span such as {most}.", value);
    }
}
