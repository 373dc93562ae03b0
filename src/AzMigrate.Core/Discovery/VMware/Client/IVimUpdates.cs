namespace AzMigrate.Discovery.VMware.Client;

/// <summary>What happened to objects since they were asked about before.</summary>
/// <param name="Changed">Objects that are new, or of which one of the followed properties changed.</param>
/// <param name="Gone">Objects that are there no more, or may no more be seen.</param>
internal sealed record VimChanges(IReadOnlyList<MoRef> Changed, IReadOnlyList<MoRef> Gone);

/// <summary>Follows objects through a session.</summary>
internal interface IVimUpdates
{
    /// <summary>
    /// What happened since the call before; null the first time, and when the session ended meanwhile: then anything
    /// may have happened.
    /// </summary>
    Task<VimChanges?> NextAsync(CancellationToken cancellationToken);
}
