using AzMigrate.Projects;

namespace AzMigrate.Tests.Migration;

/// <summary>The page's picture and table of states are those of the code.</summary>
public sealed class StateTableTests
{
    private const string Begin = "<!-- states -->\n";
    private const string End = "<!-- /states -->";

    [Fact]
    public void The_docs_show_the_states_of_the_code()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "docs", "migration.md");
        var page = File.ReadAllText(path).ReplaceLineEndings("\n");
        var start = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;

        Assert.Equal(Expected(), page[start..page.IndexOf(End, StringComparison.Ordinal)]);
    }

    private static string Expected()
    {
        var lines = new List<string> { "```mermaid", "stateDiagram-v2",
            "    [*] --> Copying: Start-MigrateReplication" };
        lines.AddRange(ReplicationVerbs.Table.Where(row => row.State != row.During || row.State != row.After)
            .Select(row =>
            $"    {row.State} --> {(row.State == row.During ? Name(row.After) : row.During.ToString())}: {row.Verb}"));
        lines.AddRange(["```", "", "| state | command | meanwhile | afterwards |", "|---|---|---|---|"]);
        lines.AddRange(ReplicationVerbs.Table.Select(row =>
            $"| {row.State} | `{ReplicationVerbs.CmdletOf(row.Verb)}` | {row.During} | {row.After?.ToString() ?? "forgotten"} |"));
        return string.Join("\n", lines) + "\n";
    }

    private static string Name(ReplicationState? state) => state?.ToString() ?? "[*]";
}
