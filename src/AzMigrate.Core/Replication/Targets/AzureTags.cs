namespace AzMigrate.Replication.Targets;

/// <summary>Whose a resource is, as its tags say: only what has ours is changed or removed.</summary>
internal static class AzureTags
{
    /// <summary>Id of the replication.</summary>
    public const string Replication = "azmigrate-replication";

    /// <summary>Key of the disk in its source.</summary>
    public const string Disk = "azmigrate-disk";

    /// <summary>For which launch it was made: <c>test</c> or <c>cutover</c>.</summary>
    public const string Launch = "azmigrate-launch";

    /// <summary>What a tag's value can hold.</summary>
    private const int MaxValue = 256;

    /// <summary>A value as a tag keeps it.</summary>
    public static string Value(string text) => text.Length > MaxValue ? text.Substring(0, MaxValue) : text;
}
