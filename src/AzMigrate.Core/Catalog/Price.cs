namespace AzMigrate.Catalog;

/// <summary>How a price came to be in the book.</summary>
public enum PriceBasis
{
    /// <summary>Recorded from Azure's price list.</summary>
    Recorded,

    /// <summary>Inferred by the book from other recorded prices; counts as estimated (rule C5).</summary>
    Inferred,

    /// <summary>Estimated by rule C4 or C5 from a reference region.</summary>
    Estimated,
}

/// <summary>A price in USD.</summary>
/// <param name="Usd">The amount; the unit is the getter's.</param>
/// <param name="Basis">How it came to be in the book.</param>
public readonly record struct Price(decimal Usd, PriceBasis Basis)
{
    /// <summary>True when it is not recorded: every such figure is flagged (rule C5).</summary>
    public bool IsEstimated => Basis != PriceBasis.Recorded;
}

/// <summary>Operating system that a compute price includes.</summary>
public enum PriceOS
{
    /// <summary>Linux, or Windows with hybrid benefit.</summary>
    Linux,

    /// <summary>Windows with its licence.</summary>
    Windows,
}

/// <summary>Way to pay for compute.</summary>
public enum PriceTerm
{
    /// <summary>Pay as you go.</summary>
    PayAsYouGo,

    /// <summary>Reservation of 1 year.</summary>
    RI1Year,

    /// <summary>Reservation of 3 years.</summary>
    RI3Year,

    /// <summary>Savings plan of 1 year.</summary>
    SavingsPlan1Year,

    /// <summary>Savings plan of 3 years.</summary>
    SavingsPlan3Year,
}
