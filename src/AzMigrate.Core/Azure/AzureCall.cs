namespace AzMigrate.Azure;

/// <summary>A request that was sent to Azure.</summary>
/// <param name="Name">Verb and resource, such as <c>PUT Microsoft.Compute/disks/web01</c>; it holds no secret.</param>
/// <param name="Status">The answer's HTTP status; 0 when none came.</param>
/// <param name="Duration">The time until the answer began, or until it failed.</param>
public sealed record AzureCall(string Name, int Status, TimeSpan Duration);
