using AzMigrate.Projects.Storage.Sqlite;

namespace AzMigrate.Projects;

/// <summary>Counts up what became of each machine; a machine that comes twice counts as it did first.</summary>
internal sealed class SaveTally
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<string> _new = [];
    private readonly List<string> _changed = [];
    private readonly List<string> _unchanged = [];

    public int Done => _seen.Count;

    public void Add(string id, RowChange change)
    {
        if (!_seen.Add(id))
            return;
        var list = change switch
        {
            RowChange.New => _new,
            RowChange.Changed => _changed,
            _ => _unchanged,
        };
        list.Add(id);
    }

    public SaveResult ToResult() => new() { New = _new, Changed = _changed, Unchanged = _unchanged };
}
