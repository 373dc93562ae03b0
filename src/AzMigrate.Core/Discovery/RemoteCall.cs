namespace AzMigrate.Discovery;

/// <summary>A question that a source's server was asked.</summary>
/// <param name="Name">What was asked, such as <c>RetrievePropertiesEx</c>; it holds no secret.</param>
/// <param name="Duration">The time until its answer began, or until it failed.</param>
public sealed record RemoteCall(string Name, TimeSpan Duration);
