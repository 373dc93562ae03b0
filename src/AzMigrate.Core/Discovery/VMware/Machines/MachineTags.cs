using AzMigrate.Discovery.VMware.Client;

namespace AzMigrate.Discovery.VMware.Machines;

/// <summary>
/// Tags of machines, many at once: the category is the key, its tags are the value. When they cannot be read, that is
/// told once and the machines go on without.
/// </summary>
internal sealed class MachineTags
{
    private const int AtOnce = 8;
    private readonly IVimTags _tags;
    private readonly Dictionary<string, VimTag?> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _categories = new(StringComparer.Ordinal);
    private readonly TextPool _texts;
    private bool _isGivenUp;

    public MachineTags(IVimTags tags, TextPool texts)
    {
        _tags = tags;
        _texts = texts;
    }

    /// <summary>The same items with their tags, and before them why there are none.</summary>
    public async Task<List<DiscoveredItem>> AddAsync(List<DiscoveredItem> items, CancellationToken cancellation)
    {
        var machines = items.Where(item => item.Machine is not null)
            .Select(item => new MoRef(MachineProperties.Type, item.NativeId!)).ToList();
        if (machines.Count == 0)
            return items;
        if (_isGivenUp)
            return items.ConvertAll(item => item with { AreTagsUnread = true });
        try
        {
            var attached = await _tags.AttachedAsync(machines, cancellation).ConfigureAwait(false);
            await LearnAsync(attached.Values.SelectMany(ids => ids), cancellation).ConfigureAwait(false);
            return items.ConvertAll(item => item is { Machine: { } machine, NativeId: { } id }
                && attached.TryGetValue(new MoRef(MachineProperties.Type, id), out var tags) && tags.Count > 0
                ? item with { Machine = machine with { Tags = TagsOf(tags) } } : item);
        }
        catch (SourceException error)
        {
            _isGivenUp = true;
            var problem = new MigrateProblem
            {
                Severity = ProblemSeverity.Warning,
                Code = "Source.TagsUnread",
                Message = "Tags could not be read; the machines keep those that are known. " + error.Message,
                Remedy = error.Remedy ?? "",
                Target = error.Target as string,
            };
            return [new DiscoveredItem { Problem = problem },
                .. items.Select(item => item with { AreTagsUnread = true })];
        }
    }

    private SortedDictionary<string, string> TagsOf(IEnumerable<string> ids)
    {
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var found = ids.Select(id => _known[id]).OfType<VimTag>()
            .Select(tag => (Category: _categories[tag.CategoryId], tag.Name)).Where(tag => tag.Category is not null);
        foreach (var category in found.GroupBy(tag => tag.Category!, StringComparer.Ordinal))
        {
            var names = category.Select(tag => tag.Name).Distinct(StringComparer.Ordinal)
                .OrderBy(name => name, StringComparer.Ordinal);
            tags[category.Key] = _texts.Keep(string.Join(", ", names))!;
        }
        return tags;
    }

    private async Task LearnAsync(IEnumerable<string> ids, CancellationToken cancellation)
    {
        await LearnAsync(ids, _known, id => _tags.TagAsync(id, cancellation)).ConfigureAwait(false);
        await LearnAsync(
            _known.Values.OfType<VimTag>().Select(tag => tag.CategoryId), _categories,
            id => _tags.CategoryAsync(id, cancellation))
            .ConfigureAwait(false);
    }

    private static async Task LearnAsync<T>(
        IEnumerable<string> ids, Dictionary<string, T?> known, Func<string, Task<T?>> ask) where T : class
    {
        var unknown = ids.Where(id => !known.ContainsKey(id)).Distinct(StringComparer.Ordinal).ToList();
        for (var start = 0; start < unknown.Count; start += AtOnce)
        {
            var asked = unknown.Skip(start).Take(AtOnce).ToList();
            var answers = await Task.WhenAll(asked.Select(ask)).ConfigureAwait(false);
            for (var i = 0; i < asked.Count; i++)
                known[asked[i]] = answers[i];
        }
    }
}
