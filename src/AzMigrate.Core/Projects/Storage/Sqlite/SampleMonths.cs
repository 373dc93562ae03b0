using System.Globalization;
using AzMigrate.Performance;

namespace AzMigrate.Projects.Storage.Sqlite;

/// <summary>The files <c>samples-YYYYMM.db</c> of a project's folder.</summary>
internal sealed class SampleMonths(string folder) : IDisposable
{
    private const string Prefix = "samples-";

    private readonly object _lock = new();
    private readonly Dictionary<int, SqliteFile> _files = [];

    // Ascending, and each on the disk before the next one: whatever is lost, what is there has all that is older.
    public void Write(SampleDays days)
    {
        var months = days.ByMonth.ToList();
        for (var i = 0; i < months.Count; i++)
        {
            var month = months[i];
            var file = File(month.Key, create: true)!;
            file.Write(
                session =>
                {
                    SampleTable.Save(session, month.Value, FirstOf(month.Key), file.Path);
                    return 0;
                },
                i < months.Count - 1 ? Durability.Full : Durability.Normal);
        }
    }

    public IReadOnlyList<MetricSeries> Read(string machineId, TimeWindow window)
    {
        var blocks =
            new SortedDictionary<(PerformanceCounter Counter, string Instance), List<MetricBlock>>(SeriesOrder.Only);
        foreach (var month in Months())
        {
            var first = FirstOf(month);
            if (first >= window.End || first.AddMonths(1) <= window.Start || File(month, create: false) is not { } file)
                continue;
            file.Read(session =>
            {
                SampleTable.Read(session, machineId, first, window, file.Path, blocks);
                return 0;
            });
        }

        return blocks
            .Select(series => new MetricSeries
            {
                Counter = series.Key.Counter, Instance = series.Key.Instance, Blocks = series.Value,
            })
            .ToList();
    }

    public DateTimeOffset? NewestPoint()
    {
        foreach (var month in Enumerable.Reverse(Months()))
        {
            if (File(month, create: false)?.Read(SampleTable.Newest) is { } newest)
            {
                return FirstOf(month).AddDays(newest.Day - 1).AddSeconds(newest.EndSeconds);
            }
        }

        return null;
    }

    public IReadOnlyDictionary<string, KnownUntil> Until()
    {
        var machines = new Dictionary<string, KnownUntil>(StringComparer.Ordinal);
        foreach (var month in Months())
        {
            File(month, create: false)?.Read(session =>
            {
                SampleTable.ReadUntil(session, FirstOf(month), machines);
                return 0;
            });
        }

        return machines;
    }

    public void Remove(IReadOnlyList<string> machineIds)
    {
        foreach (var month in Months())
        {
            File(month, create: false)?.Write(session =>
            {
                foreach (var id in machineIds)
                    SampleTable.RemoveMachine(session, id);
                return 0;
            });
        }
    }

    public void RemoveBefore(DateTimeOffset instant)
    {
        var kept = instant.UtcDateTime.Date;
        foreach (var month in Months())
        {
            if (month < (kept.Year * 100) + kept.Month)
            {
                Drop(month);
            }
            else if (month == (kept.Year * 100) + kept.Month)
            {
                File(month, create: false)?.Write(session =>
                {
                    SampleTable.RemoveDaysBefore(session, kept.Day);
                    return 0;
                });
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var file in _files.Values)
                file.Dispose();
            _files.Clear();
        }
    }

    private void Drop(int month)
    {
        lock (_lock)
        {
            if (_files.TryGetValue(month, out var file))
                file.Dispose();
            _files.Remove(month);
            ProjectFolder.DeleteDatabase(PathOf(month));
        }
    }

    // The months in ascending order. Read from the folder each time: another process may add or drop one.
    private List<int> Months() => Directory.EnumerateFiles(folder, Prefix + "??????.db")
        .Select(path => int.TryParse(
            Path.GetFileNameWithoutExtension(path).Substring(Prefix.Length), NumberStyles.None,
            CultureInfo.InvariantCulture, out var month) && month % 100 is >= 1 and <= 12 && month / 100 >= 1
            ? month : 0)
        .Where(month => month > 0)
        .OrderBy(month => month)
        .ToList();

    private static DateTimeOffset FirstOf(int month) => new(month / 100, month % 100, 1, 0, 0, 0, TimeSpan.Zero);

    private string PathOf(int month) =>
        Path.Combine(folder, FormattableString.Invariant($"{Prefix}{month:D6}.db"));

    private SqliteFile? File(int month, bool create)
    {
        lock (_lock)
        {
            if (_files.TryGetValue(month, out var open))
                return open;
            var file = new SqliteFile(PathOf(month), Durability.Normal, SamplesSchema.Schema);
            if (create)
                file.CreateOrMigrate(_ => { });
            else if (!file.IsMade())
                return null;
            _files.Add(month, file);
            return file;
        }
    }

    private sealed class SeriesOrder : IComparer<(PerformanceCounter Counter, string Instance)>
    {
        public static SeriesOrder Only { get; } = new();

        public int Compare(
            (PerformanceCounter Counter, string Instance) x, (PerformanceCounter Counter, string Instance) y) =>
            x.Counter != y.Counter ? x.Counter.CompareTo(y.Counter) : string.CompareOrdinal(x.Instance, y.Instance);
    }
}
