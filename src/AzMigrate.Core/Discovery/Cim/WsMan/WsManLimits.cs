using AzMigrate.Discovery.Http;

namespace AzMigrate.Discovery.Cim.WsMan;

/// <summary>What answers may cost, and how patient the client is.</summary>
internal sealed record WsManLimits : AnswerLimits
{
    public WsManLimits()
    {
        // A server keeps to the envelope size that it is told, 500 KB; ten times of it is none that does.
        AnswerBytes = 8 << 20;
        ObjectBytes = 8 << 20;
        Depth = 32;
    }

    /// <summary>Rows asked for in one answer; the server sends fewer where they do not fit its envelope.</summary>
    public int PageRows { get; init; } = 500;

    /// <summary>Rows of one query; the largest estates have some hundred thousand.</summary>
    public int MostRows { get; init; } = 5_000_000;

    /// <summary>Answers without a row, one after the other, that do not end the query.</summary>
    public int MostEmptyPages { get; init; } = 20;

    /// <summary>Longer than the server's own time for an answer that the answer is waited for.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long ending a query that was left may take.</summary>
    public TimeSpan Release { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The same after the user cancelled.</summary>
    public TimeSpan ReleaseAfterCancel { get; init; } = TimeSpan.FromMilliseconds(700);
}
