namespace AzMigrate.Catalog;

/// <summary>An Azure region of the book.</summary>
public sealed record AzureRegion
{
    /// <summary>Azure's name, such as <c>westeurope</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Display name, such as <c>West Europe</c>.</summary>
    public required string DisplayName { get; init; }

    /// <summary>Geography, such as <c>Europe</c>.</summary>
    public required string Geography { get; init; }

    /// <summary>Name of the paired region; null for none.</summary>
    public string? PairedRegion { get; init; }

    /// <summary>Number of availability zones.</summary>
    public int Zones { get; init; }

    /// <summary>True when the book has Linux pay-as-you-go prices there; assessments need them (rule S1).</summary>
    public bool HasLinuxPrices { get; init; }

    /// <summary>True when the book has Windows pay-as-you-go prices there.</summary>
    public bool HasWindowsPrices { get; init; }
}
