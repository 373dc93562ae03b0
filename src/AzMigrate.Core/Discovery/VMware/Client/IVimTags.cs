namespace AzMigrate.Discovery.VMware.Client;

/// <summary>A tag of vSphere's.</summary>
/// <param name="Name">Its name.</param>
/// <param name="CategoryId">The server's id of its category.</param>
internal sealed record VimTag(string Name, string CategoryId);

/// <summary>
/// Tags of objects, which the Web Services API does not have. Every call logs in where no session is open, and once
/// more where the server has ended it; a refused login is never repeated.
/// </summary>
internal interface IVimTags
{
    /// <summary>Ids of the tags of some objects; objects without tags may be left out.</summary>
    Task<IReadOnlyDictionary<MoRef, IReadOnlyList<string>>> AttachedAsync(
        IReadOnlyList<MoRef> objects, CancellationToken cancellationToken);

    /// <summary>A tag; null when it is gone or the user may not read it.</summary>
    Task<VimTag?> TagAsync(string id, CancellationToken cancellationToken);

    /// <summary>The name of a category; null as for a tag.</summary>
    Task<string?> CategoryAsync(string id, CancellationToken cancellationToken);
}
