using System.Runtime.CompilerServices;
using AzMigrate.Discovery;
using AzMigrate.Discovery.VMware;
using AzMigrate.Inventory;
using AzMigrate.Projects;

namespace AzMigrate.Tests.Projects;

/// <summary>A live source that says what a test tells it to.</summary>
internal sealed class FakeSource : IDiscoverySource, IIdentifiedSource
{
    public List<DiscoveredItem> Items { get; } = [];

    public List<CollectedSamples> Samples { get; } = [];

    public string? ServerId { get; init; }

    /// <summary>Called before each item with its number; a test throws or cancels here.</summary>
    public Action<int> BeforeItem { get; set; } = _ => { };

    public DiscoveryRequest? Discovery { get; private set; }

    public CollectionRequest? Collection { get; private set; }

    public static SourceSettings Settings(string name = "vc1", string? reference = null) => new()
    {
        Name = name, Connection = new VMwareConnection { Server = name + ".corp.example" },
        CredentialReference = reference,
    };

    public static DiscoveredItem Found(string nativeId, string name, string source = "vc1") => new()
    {
        NativeId = nativeId,
        Machine = new Machine
        {
            Id = source + "/uuid-" + nativeId, Source = source, SourceKind = SourceKind.VMware, Name = name, Cores = 2,
            MemoryMiB = 4096,
        },
    };

    public static DiscoveredItem Broken(string? nativeId) => new()
    {
        NativeId = nativeId,
        Problem = new MigrateProblem
        {
            Severity = ProblemSeverity.Error, Code = "Discovery.MachineInvalid", Message = "It is broken.",
            Remedy = "Look at it.",
        },
    };

    public FakeSource With(params DiscoveredItem[] items)
    {
        Items.AddRange(items);
        return this;
    }

    public Task<DiscoveryResult> DiscoverInto(MigrateSource source, CancellationToken cancellation = default) =>
        new DiscoveryRun(source, this).RunAsync(null, cancellation);

    public Task<string?> GetServerIdAsync(CancellationToken cancellationToken) => Task.FromResult(ServerId);

    public Task<IReadOnlyList<SourceCheck>> TestAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SourceCheck>>([]);

    public IAsyncEnumerable<DiscoveredItem> DiscoverAsync(
        DiscoveryRequest request, IProgress<MigrateProgress>? progress, CancellationToken cancellationToken)
    {
        Discovery = request;
        return Stream(Items, cancellationToken);
    }

    public IAsyncEnumerable<CollectedSamples> CollectAsync(
        CollectionRequest request, IProgress<MigrateProgress>? progress, CancellationToken cancellationToken)
    {
        Collection = request;
        return Stream(Samples, cancellationToken);
    }

    public ValueTask DisposeAsync() => default;

    private async IAsyncEnumerable<T> Stream<T>(
        IEnumerable<T> items, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var number = 0;
        foreach (var item in items)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            BeforeItem(number++);
            yield return item;
        }
    }
}
