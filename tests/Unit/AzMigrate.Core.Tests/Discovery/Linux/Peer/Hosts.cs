using AzMigrate.Discovery;
using AzMigrate.Discovery.Linux;

namespace AzMigrate.Tests.Discovery.Linux.Peer;

/// <summary>Runs of a source against hosts.</summary>
internal static class Hosts
{
    public static async Task<List<DiscoveredItem>> DiscoverAsync(
        LinuxConnection connection, SourceOpening? opening = null, CancellationToken cancellation = default)
    {
        var items = new List<DiscoveredItem>();
        await using var source = connection.Open(opening ?? new SourceOpening());
        await foreach (var item in source.DiscoverAsync(
            new DiscoveryRequest { SourceName = "lin" }, null, cancellation))
            items.Add(item);
        return items;
    }

    public static async Task<IReadOnlyList<SourceCheck>> TestAsync(
        LinuxConnection connection, SourceOpening? opening = null)
    {
        await using var source = connection.Open(opening ?? new SourceOpening());
        return await source.TestAsync(default);
    }

    /// <summary>Why a source is refused as a whole.</summary>
    public static Task<MigrateException> RefusalAsync(LinuxConnection connection, SourceOpening? opening = null) =>
        Assert.ThrowsAsync<MigrateException>(() => DiscoverAsync(connection, opening));

    /// <summary>The one problem of a discovery that found nothing.</summary>
    public static async Task<MigrateProblem> FailureAsync(LinuxConnection connection, SourceOpening? opening = null)
    {
        var item = Assert.Single(await DiscoverAsync(connection, opening));
        Assert.Null(item.Machine);
        return item.Problem!;
    }
}
