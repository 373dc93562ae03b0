namespace AzMigrate.Discovery;

/// <summary>A source whose server can be known again whatever its address.</summary>
public interface IIdentifiedSource
{
    /// <summary>The server's own id, such as a vCenter's instance UUID; null when it has none.</summary>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <exception cref="MigrateException">As of <see cref="IDiscoverySource.DiscoverAsync"/>.</exception>
    Task<string?> GetServerIdAsync(CancellationToken cancellationToken);
}
