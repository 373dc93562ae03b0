namespace AzMigrate.Migration;

/// <summary>A machine that was made.</summary>
/// <param name="Id">Resource id, or the folder's path.</param>
/// <param name="Name">Its name.</param>
/// <param name="State">In the platform's words, such as <c>VM running</c>.</param>
/// <param name="IsRunning">True when it runs.</param>
/// <param name="Addresses">Addresses to reach it at; empty while it has none.</param>
/// <param name="AgentState">What its agent says of itself, such as <c>Ready</c>; null when nothing is told.</param>
public sealed record LaunchedMachine(
    string Id, string Name, string State, bool IsRunning, IReadOnlyList<string> Addresses, string? AgentState);
