namespace AzMigrate.Discovery;

/// <summary>A source that tells, for as long as it is open, what changed since it was asked before.</summary>
public interface IUpdatingSource
{
    /// <summary>
    /// What happened since the call before. Null when the source cannot tell, as at the first call: then all machines
    /// have to be discovered, after this call, so that nothing is missed in between.
    /// </summary>
    /// <param name="cancellationToken">Ends the question within a second.</param>
    /// <exception cref="MigrateException">
    /// As of <see cref="IDiscoverySource.DiscoverAsync"/>. What had happened may be lost then: open the source anew.
    /// </exception>
    Task<SourceUpdates?> GetUpdatesAsync(CancellationToken cancellationToken);

    /// <summary>Some machines of the source; those that are gone are passed over.</summary>
    /// <param name="request">What is wanted of them.</param>
    /// <param name="nativeIds">Which, by the ids of <see cref="SourceUpdates.Changed"/>.</param>
    /// <param name="progress">Told while machines come.</param>
    /// <param name="cancellationToken">Ends the discovery within a second.</param>
    /// <exception cref="MigrateException">As of <see cref="IDiscoverySource.DiscoverAsync"/>.</exception>
    IAsyncEnumerable<DiscoveredItem> DiscoverAsync(
        DiscoveryRequest request, IReadOnlyList<string> nativeIds, IProgress<MigrateProgress>? progress,
        CancellationToken cancellationToken);
}
