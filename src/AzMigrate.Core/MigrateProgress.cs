namespace AzMigrate;

/// <summary>How far long work has come.</summary>
/// <param name="Activity">What is being done, such as <c>Importing inventory</c>.</param>
/// <param name="Status">What it is at now.</param>
/// <param name="Done">Items done.</param>
/// <param name="Total">Items in all; null while unknown.</param>
public sealed record MigrateProgress(string Activity, string Status, long Done, long? Total);
