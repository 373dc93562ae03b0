using System.Diagnostics;
using AzMigrate.Discovery;
using AzMigrate.Inventory;

namespace AzMigrate.Projects;

/// <summary>
/// One discovery: from a live source into the project, batch by batch. A batch is saved whole or not at all, while the
/// next one comes over the network. Broken off anywhere, what was saved stays, nothing is marked as gone, and the same
/// discovery again finishes the job.
/// </summary>
public sealed class DiscoveryRun
{
    private const int SaveBatch = 500;

    private readonly MigrateSource _source;
    private readonly IDiscoverySource _live;
    private readonly SaveTally _tally = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _readNativeIds = new(StringComparer.Ordinal);
    private readonly HashSet<string> _brokenNativeIds = new(StringComparer.Ordinal);
    private readonly List<MigrateProblem> _problems = [];
    private bool _isComplete = true;
    private int _leftOut;

    /// <summary>Prepares a discovery.</summary>
    /// <param name="source">The source as its project holds it.</param>
    /// <param name="live">The same, opened; the caller closes it.</param>
    public DiscoveryRun(MigrateSource source, IDiscoverySource live)
    {
        _source = source;
        _live = live;
    }

    /// <summary>
    /// True to read notes and custom attributes, where people keep passwords; false to forget those that are stored;
    /// null to leave them as they are.
    /// </summary>
    public bool? IncludeNotes { get; init; }

    /// <summary>
    /// True to take templates up. They are left out otherwise, but for those that the project has, which are kept up to
    /// date.
    /// </summary>
    public bool IncludeTemplates { get; init; }

    /// <summary>
    /// As <see cref="IncludeTemplates"/>, of stand-ins such as Site Recovery's placeholders and replicas.
    /// </summary>
    public bool IncludePlaceholders { get; init; }

    /// <summary>
    /// True to read only what changed since this was asked before of the same open source, where it can tell
    /// (<see cref="IUpdatingSource"/>); all is read where it cannot, as the first time.
    /// </summary>
    public bool OnlyChanges { get; init; }

    /// <summary>Told of each problem as it comes; null for nobody.</summary>
    public Action<MigrateProblem>? OnProblem { get; init; }

    /// <summary>Discovers all machines of the source. Once only for each object.</summary>
    /// <param name="progress">Told while machines come.</param>
    /// <param name="cancellationToken">Ends the discovery within a second.</param>
    /// <exception cref="MigrateException">
    /// <c>Source.ServerChanged</c>, what the source throws, and failures of the store.
    /// </exception>
    public async Task<DiscoveryResult> RunAsync(
        IProgress<MigrateProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var watch = Stopwatch.StartNew();
        if (_live is IIdentifiedSource identified
            && await identified.GetServerIdAsync(cancellationToken).ConfigureAwait(false) is { } serverId)
            _source.Project.Sources.Recognise(_source, serverId);

        var request = new DiscoveryRequest
        {
            SourceName = _source.Name,
            IncludeNotes = IncludeNotes == true,
            KnownIds = _source.Project.Sources.PresentMachines(_source.Name)
                .GroupBy(machine => machine.NativeId, StringComparer.Ordinal)
                .ToDictionary(same => same.Key, same => same.First().Id, StringComparer.Ordinal),
        };
        var updating = OnlyChanges ? _live as IUpdatingSource : null;
        var updates = updating is null ? null : await updating.GetUpdatesAsync(cancellationToken).ConfigureAwait(false);
        var items = updates is null
            ? _live.DiscoverAsync(request, progress, cancellationToken)
            : updates.Changed.Count == 0 ? null
            : updating!.DiscoverAsync(request, updates.Changed, progress, cancellationToken);
        if (items is not null)
            await SaveAllAsync(items, request.KnownIds, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        var gone = MarkGone(updates);
        var saved = _tally.ToResult();
        return new DiscoveryResult
        {
            Project = _source.Project,
            Source = _source.Name,
            NewIds = saved.New,
            ChangedIds = saved.Changed,
            Unchanged = saved.Unchanged.Count,
            LeftOut = _leftOut,
            GoneIds = gone,
            IsComplete = _isComplete,
            Problems = _problems,
            Duration = watch.Elapsed,
        };
    }

    private async Task SaveAllAsync(
        IAsyncEnumerable<DiscoveredItem> items, IReadOnlyDictionary<string, string> known,
        CancellationToken cancellationToken)
    {
        var machines = _source.Project.Machines;
        var keepsNotes = IncludeNotes is null;
        var present = new HashSet<string>(known.Values, StringComparer.Ordinal);
        var batches = new WriteBehind<DiscoveredMachine>(SaveBatch, batch => machines.SaveBatchOf(batch, _tally));
        await using (batches.ConfigureAwait(false))
        {
            await foreach (var item in items.ConfigureAwait(false))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (item.Problem is { } problem)
                    Note(problem, item.NativeId);
                if (item.Machine is not null && item.NativeId is { } nativeId)
                    _readNativeIds.Add(nativeId);
                if (item.Machine is not { } machine || !_seen.Add(machine.Id))
                    continue;
                if (IsLeftOut(machine) && !present.Contains(machine.Id))
                {
                    _leftOut++;
                    continue;
                }
                var found = new DiscoveredMachine(machine, item.NativeId, item.AreTagsUnread, keepsNotes);
                await batches.AddAsync(found).ConfigureAwait(false);
            }

            await batches.FlushAsync().ConfigureAwait(false);
        }
    }

    private bool IsLeftOut(Machine machine) =>
        (machine.IsTemplate && !IncludeTemplates) || (machine.IsPlaceholder && !IncludePlaceholders);

    private void Note(MigrateProblem problem, string? nativeId)
    {
        _problems.Add(problem);
        OnProblem?.Invoke(problem);
        if (nativeId is not null)
            _brokenNativeIds.Add(nativeId);
        else if (problem.Severity == ProblemSeverity.Error)
            _isComplete = false;
    }

    // A machine that could not be read is there all the same, and one whose place another machine has is not. A source
    // that shows nothing at all, and does not say why, has most likely lost its permission, not its estate.
    private IReadOnlyList<string> MarkGone(SourceUpdates? updates)
    {
        var sources = _source.Project.Sources;
        var present = sources.PresentMachines(_source.Name);
        var gone = updates is null ? null : new HashSet<string>(updates.Gone, StringComparer.Ordinal);
        if (_seen.Count == 0 && present.Exists(each => !_brokenNativeIds.Contains(each.NativeId))
            && (gone is null || present.TrueForAll(each => gone.Contains(each.NativeId))))
        {
            Note(SourceErrors.NothingFound(_source, present.Count), null);
            _isComplete = false;
        }

        return sources.EndDiscovery(_source, (id, nativeId) => !_isComplete || _seen.Contains(id)
            || (!_readNativeIds.Contains(nativeId)
                && (gone is null ? _brokenNativeIds.Contains(nativeId) : !gone.Contains(nativeId))));
    }
}
