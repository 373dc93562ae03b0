namespace AzMigrate.Inventory;

/// <summary>One network adapter of a machine.</summary>
public sealed record NetworkAdapter
{
    /// <summary>Name that is stable and unique in its machine; also the performance instance.</summary>
    public required string Name { get; init; }

    /// <summary>The source's key of the device, such as <c>4000</c>; null when not told.</summary>
    public int? DeviceKey { get; init; }

    /// <summary>MAC address as the source writes it.</summary>
    public string? MacAddress { get; init; }

    /// <summary>True when somebody set the MAC address, false when the hypervisor did; null when not told.</summary>
    public bool? HasStaticMacAddress { get; init; }

    /// <summary>Network or port group.</summary>
    public string? Network { get; init; }

    /// <summary>IPv4 and IPv6 addresses.</summary>
    public IReadOnlyList<string> IPAddresses { get; init; } = [];

    /// <summary>Adapter type, such as <c>Vmxnet3</c>.</summary>
    public string? AdapterType { get; init; }

    /// <summary>True when connected; null when unknown.</summary>
    public bool? Connected { get; init; }
}
