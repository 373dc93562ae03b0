namespace AzMigrate.Projects;

/// <summary>How far a machine's history is known.</summary>
/// <param name="NewestPoint">End of the newest point that was stored; null for none.</param>
/// <param name="Asked">Until when its source was asked, be there points or not; null for never.</param>
/// <param name="AskedFrom">
/// From when on its source was asked, over all collections; null where that is not known.
/// </param>
internal readonly record struct KnownUntil(
    DateTimeOffset? NewestPoint, DateTimeOffset? Asked, DateTimeOffset? AskedFrom);
