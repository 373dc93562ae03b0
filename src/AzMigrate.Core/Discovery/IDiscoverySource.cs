namespace AzMigrate.Discovery;

/// <summary>A live source of machines and their performance. Read-only; closing it logs out.</summary>
public interface IDiscoverySource : IAsyncDisposable
{
    /// <summary>Checks reach, certificate, login and each privilege that is needed, by name.</summary>
    /// <param name="cancellationToken">Ends the checks.</param>
    Task<IReadOnlyList<SourceCheck>> TestAsync(CancellationToken cancellationToken);

    /// <summary>
    /// All machines of the source, in the order in which they come; a broken one is a problem, the others go on.
    /// </summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="progress">Told while machines come.</param>
    /// <param name="cancellationToken">Ends the discovery within a second.</param>
    /// <exception cref="MigrateException">
    /// The source cannot be read: <c>Source.Unreachable</c>, <c>Source.LoginFailed</c>,
    /// <c>Source.CertificateInvalid</c> and others.
    /// </exception>
    IAsyncEnumerable<DiscoveredItem> DiscoverAsync(
        DiscoveryRequest request, IProgress<MigrateProgress>? progress, CancellationToken cancellationToken);

    /// <summary>
    /// Performance points of machines, each machine once, whole and oldest first, so that what is stored of a
    /// collection that broke off tells where to go on; points that were given before may come again.
    /// </summary>
    /// <param name="request">Which machines, and since when.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="cancellationToken">Ends the collection within a second.</param>
    IAsyncEnumerable<CollectedSamples> CollectAsync(
        CollectionRequest request, IProgress<MigrateProgress>? progress, CancellationToken cancellationToken);
}
