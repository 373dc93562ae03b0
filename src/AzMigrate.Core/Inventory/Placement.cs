namespace AzMigrate.Inventory;

/// <summary>Where a machine runs, in the source's own terms.</summary>
public sealed record Placement
{
    /// <summary>Nothing known.</summary>
    public static Placement Unknown { get; } = new();

    /// <summary>Host name of the hypervisor, or null.</summary>
    public string? Host { get; init; }

    /// <summary>Cluster.</summary>
    public string? Cluster { get; init; }

    /// <summary>Datacenter.</summary>
    public string? Datacenter { get; init; }

    /// <summary>Folder path.</summary>
    public string? Folder { get; init; }

    /// <summary>Resource pool.</summary>
    public string? ResourcePool { get; init; }

    /// <summary>Datastores or volumes, ordinal order.</summary>
    public IReadOnlyList<string> Datastores { get; init; } = [];
}
