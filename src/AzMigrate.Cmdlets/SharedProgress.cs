namespace AzMigrate.Cmdlets;

/// <summary>
/// One line of progress for several sources: their sums, and what was told last. For several threads.
/// </summary>
/// <param name="shown">Shows the line.</param>
/// <param name="sources">How many sources there are.</param>
internal sealed class SharedProgress(IProgress<MigrateProgress> shown, int sources)
{
    private readonly Dictionary<string, MigrateProgress> _latest = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>What one source tells.</summary>
    public IProgress<MigrateProgress> Of(string source) => sources == 1 ? shown : new Part(this, source);

    private void Report(string source, MigrateProgress value)
    {
        lock (_latest)
        {
            _latest[source] = value;
            var total = _latest.Values.Sum(each => each.Total);
            var areAllKnown = _latest.Count == sources && _latest.Values.All(each => each.Total is not null);
            shown.Report(new MigrateProgress(
                value.Activity, $"{source}: {value.Status}", _latest.Values.Sum(each => each.Done),
                areAllKnown ? total : null));
        }
    }

    private sealed class Part(SharedProgress whole, string source) : IProgress<MigrateProgress>
    {
        public void Report(MigrateProgress value) => whole.Report(source, value);
    }
}
