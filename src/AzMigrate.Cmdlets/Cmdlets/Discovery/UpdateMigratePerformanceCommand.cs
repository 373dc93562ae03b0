using System.Diagnostics;
using System.Management.Automation;
using AzMigrate.Discovery;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>Reads the performance of discovered machines into the project, from the newest stored point on.</summary>
/// <remarks>
/// The first time, history is read back as far as -BackFill says, as far as the server keeps it; a larger -BackFill
/// later reads what lies before. Hosts keep their fine samples for an hour: to have them without gaps run it at least
/// every 50 minutes, or with -Continuous. Points that come twice are stored once. A source that fails is an error of
/// its own. With -Continuous the sessions stay open, and machines that are new, changed or gone reach the project
/// before each round. A source that fails is tried again after 30 seconds, then after twice as long each time, up to
/// -Interval; a refused login or credential is not, which would lock the account, nor is a server that is another one.
/// The round after an outage reads what was missed: the last hour's samples, and the server's averages of the time
/// before.
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

    private readonly List<Turn> _turns = [];

    /// <summary>How far back history is read that was not read before; 30 days by default and at most.</summary>
    [Parameter]
    public TimeSpan BackFill { get; set; } = LongestBackFill;

    /// <summary>Collects round after round until it is stopped.</summary>
    [Parameter]
    public SwitchParameter Continuous { get; set; }

    /// <summary>
    /// Time from the start of one round to the start of the next: 20 seconds to 50 minutes, 10 minutes by default.
    /// </summary>
    [Parameter]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    protected override void Begin()
    {
        CheckRange(nameof(BackFill), BackFill, TimeSpan.Zero, LongestBackFill);
        CheckRange(nameof(Interval), Interval, ShortestInterval, LongestInterval);
    }

    /// <inheritdoc/>
    protected override void Process() => _turns.AddRange(InputSources()
        .Where(source => ShouldProcess(source.Name, $"Collect performance of {source.Server}"))
        .Select(source => new Turn(source, new CollectionPace(Interval))));

    /// <inheritdoc/>
    protected override void End()
    {
        var clock = Stopwatch.StartNew();
        try
        {
            while (_turns.Count > 0)
                TakeDue(clock);
        }
        finally
        {
            foreach (var turn in _turns)
                Close(turn);
        }
    }

    // All that are due, side by side.
    private void TakeDue(Stopwatch clock)
    {
        var wait = _turns.Min(turn => turn.Due) - clock.Elapsed;
        if (wait > TimeSpan.Zero)
            Await(token => Task.Delay(wait, token));
        var started = clock.Elapsed;
        var due = _turns.FindAll(turn => turn.Due <= started);
        var progress = new SharedProgress(Progress, due.Count);
        foreach (var turn in due)
            Open(turn);
        SideBySide(due.FindAll(turn => turn.Live is not null), async (turn, token) =>
        {
            await CollectAsync(turn, progress, token).ConfigureAwait(false);
            turn.Took = clock.Elapsed - started;
            turn.HasSucceeded = true;
        });
        foreach (var turn in due)
            End(turn, clock);
    }

    // The credential is looked up whenever it is opened anew, as it is after a failure: it may have been changed where
    // it is kept. That takes the pipeline's own thread.
    private void Open(Turn turn)
    {
        (turn.HasSucceeded, turn.Took, turn.IsNew) = (false, TimeSpan.Zero, turn.Live is null);
        Try(() =>
        {
            try
            {
                turn.Live ??= Open(turn.Source, CredentialOf(turn.Source));
            }
            catch (MigrateException failure) when (IsRefusal(failure))
            {
                turn.IsRefused = true;
                throw;
            }
        });
    }

    private void End(Turn turn, Stopwatch clock)
    {
        if (!turn.HasSucceeded || !Continuous)
            Close(turn);
        if (!Continuous || turn.IsRefused)
            _turns.Remove(turn);
        else
            turn.Due = clock.Elapsed + turn.Pace.WaitAfter(turn.Took, turn.HasSucceeded);
    }

    private async Task CollectAsync(Turn turn, SharedProgress progress, CancellationToken token)
    {
        try
        {
            await CollectAsync(turn.Source, turn.Live!, progress.Of(turn.Source.Name), token).ConfigureAwait(false);
        }
        catch (MigrateException failure) when (turn.IsNew && IsRefusal(failure))
        {
            turn.IsRefused = true;
            throw;
        }
    }

    private async Task CollectAsync(
        MigrateSource source, IDiscoverySource live, IProgress<MigrateProgress> progress, CancellationToken token)
    {
        var problems = Problems();
        if (Continuous)
        {
            var found = await new DiscoveryRun(source, live) { OnlyChanges = true, OnProblem = problems.Write }
                .RunAsync(progress, token).ConfigureAwait(false);
            problems.WriteRest();
            WriteVerbose($"{source.Name}: {found.New} machines are new, {found.Changed} changed, {found.Gone} gone.");
        }

        var result = await new CollectionRun(source, live) { BackFill = BackFill, OnProblem = problems.Write }
            .RunAsync(progress, token).ConfigureAwait(false);
        problems.WriteRest();
        WriteVerbose($"{source.Name}: {result.Points} points of {result.MachinesWithPoints} machines in "
            + $"{result.Duration.TotalSeconds:F1} s.");
        WriteObject(result);
    }

    private void Close(Turn turn)
    {
        if (turn.Live is not { } live)
            return;
        turn.Live = null;
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

    private sealed class Turn(MigrateSource source, CollectionPace pace)
    {
        public MigrateSource Source { get; } = source;

        public CollectionPace Pace { get; } = pace;

        /// <summary>When it is collected of next, by the clock of this run.</summary>
        public TimeSpan Due { get; set; }

        public IDiscoverySource? Live { get; set; }

        /// <summary>True while it has not been collected of since it was opened.</summary>
        public bool IsNew { get; set; }

        public bool IsRefused { get; set; }

        public bool HasSucceeded { get; set; }

        /// <summary>How long its round took.</summary>
        public TimeSpan Took { get; set; }
    }
}
