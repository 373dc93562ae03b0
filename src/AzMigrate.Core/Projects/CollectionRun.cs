using System.Diagnostics;
using AzMigrate.Discovery;

namespace AzMigrate.Projects;

/// <summary>
/// One collection: performance points of a source's machines, from the newest that is stored on, into the project. A
/// batch is saved whole or not at all in each month; broken off anywhere, the same collection again goes on from there,
/// and points that come twice are stored once.
/// </summary>
public sealed class CollectionRun
{
    private const int SaveBatch = 50;

    // A write is short, so that a cancelled collection ends within a second: some twenty machines' month of averages.
    private const long SavePoints = 150_000;

    private readonly MigrateSource _source;
    private readonly IDiscoverySource _live;
    private readonly HashSet<string> _withPoints = new(StringComparer.Ordinal);
    private readonly List<MigrateProblem> _problems = [];
    private readonly TimeSpan _backFill = TimeSpan.FromDays(30);
    private long _points;
    private DateTimeOffset? _newest;

    /// <summary>Prepares a collection.</summary>
    /// <param name="source">The source as its project holds it.</param>
    /// <param name="live">The same, opened; the caller closes it.</param>
    public CollectionRun(MigrateSource source, IDiscoverySource live)
    {
        _source = source;
        _live = live;
    }

    /// <summary>How far back history is read that was not asked for before; 30 days at most.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or above 30 days.</exception>
    public TimeSpan BackFill
    {
        get => _backFill;
        init => _backFill = value >= TimeSpan.Zero && value <= TimeSpan.FromDays(30)
            ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "0 to 30 days.");
    }

    /// <summary>Told of each problem as it comes; null for nobody.</summary>
    public Action<MigrateProblem>? OnProblem { get; init; }

    /// <summary>Collects once. Once only for each object.</summary>
    /// <param name="progress">Told after each batch that is safely stored: a kill after it loses none of it.</param>
    /// <param name="cancellationToken">Ends the collection within a second.</param>
    /// <exception cref="MigrateException">
    /// <c>Source.NotDiscovered</c>: the project has no machine of the source yet; <c>Source.ServerChanged</c>; what the
    /// source throws, and failures of the store.
    /// </exception>
    public async Task<CollectionResult> RunAsync(
        IProgress<MigrateProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var watch = Stopwatch.StartNew();
        if (_live is IIdentifiedSource identified
            && await identified.GetServerIdAsync(cancellationToken).ConfigureAwait(false) is { } serverId)
            _source.Project.Sources.Recognise(_source, serverId);
        var targets = Targets();
        await SaveAllAsync(targets, progress, cancellationToken).ConfigureAwait(false);
        _source.Project.Sources.EndCollection(_source);
        return new CollectionResult
        {
            Project = _source.Project,
            Source = _source.Name,
            Machines = targets.Count,
            MachinesWithPoints = _withPoints.Count,
            Points = _points,
            NewestPoint = _newest,
            Problems = _problems,
            Duration = watch.Elapsed,
        };
    }

    private List<CollectionTarget> Targets()
    {
        var machines = _source.Project.Sources.PresentMachines(_source.Name);
        if (machines.Count == 0)
            throw SourceErrors.NotDiscovered(_source.Name);
        var until = _source.Project.Samples.Until();
        return machines.ConvertAll(machine =>
        {
            until.TryGetValue(machine.Id, out var known);
            return new CollectionTarget(machine.Id, machine.NativeId, known.NewestPoint) 
            {
                AskedUntil = known.Asked,
                AskedFrom = known.AskedFrom,
            };
        });
    }

    private async Task SaveAllAsync(
        List<CollectionTarget> targets, IProgress<MigrateProgress>? progress, CancellationToken cancellationToken)
    {
        var stored = 0;
        void Tell(string machineId) =>
            progress?.Report(new MigrateProgress("Collecting performance", machineId, stored, targets.Count));
        void Store(IReadOnlyList<CollectedSamples> batch)
        {
            var samples = batch.Select(item => new MachineSamples
            {
                MachineId = item.MachineId,
                Series = item.Series,
                AskedUntil = item.AskedUntil,
                AskedFrom = item.AskedFrom,
            });
            // A batch that has come is stored, also after a cancellation.
            _source.Project.Samples.Write(samples, null, CancellationToken.None);
            stored += batch.Count;
            Tell(batch[batch.Count - 1].MachineId);
        }

        Tell(_source.Name);
        var request = new CollectionRequest { Targets = targets, BackFill = BackFill };
        long points = 0;
        var batches = new WriteBehind<CollectedSamples>(SaveBatch, Store);
        await using (batches.ConfigureAwait(false))
        {
            await foreach (var item in _live.CollectAsync(request, null, cancellationToken).ConfigureAwait(false))
            {
                cancellationToken.ThrowIfCancellationRequested();
                foreach (var problem in item.Problems)
                    Note(problem);
                points += Count(item);
                var isFull = points >= SavePoints;
                await batches.AddAsync(item, isFull).ConfigureAwait(false);
                points = isFull ? 0 : points;
            }

            await batches.FlushAsync().ConfigureAwait(false);
        }
    }

    private void Note(MigrateProblem problem)
    {
        _problems.Add(problem);
        OnProblem?.Invoke(problem);
    }

    private long Count(CollectedSamples item)
    {
        long points = 0;
        foreach (var block in item.Series.SelectMany(series => series.Blocks))
        {
            points += block.Values.LongCount(value => !double.IsNaN(value));
            var last = Array.FindLastIndex(block.Values, value => !double.IsNaN(value));
            var end = block.Start + TimeSpan.FromTicks(block.Interval.Ticks * (last + 1));
            if (last >= 0 && (_newest is null || end > _newest))
                _newest = end.ToUniversalTime();
        }

        if (points > 0)
            _withPoints.Add(item.MachineId);
        _points += points;
        return points;
    }
}
