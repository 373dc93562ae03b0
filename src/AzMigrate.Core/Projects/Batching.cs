namespace AzMigrate.Projects;

/// <summary>Cuts a stream into lists of a size; the source is never ahead of the list in hand.</summary>
internal static class Batching
{
    public static IEnumerable<List<T>> Of<T>(IEnumerable<T> items, int size)
    {
        var batch = new List<T>();
        foreach (var item in items)
        {
            batch.Add(item);
            if (batch.Count < size)
                continue;
            yield return batch;
            batch = [];
        }

        if (batch.Count > 0)
            yield return batch;
    }
}
