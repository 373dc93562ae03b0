namespace AzMigrate.Peers.Azure;

/// <summary>What goes wrong with a request.</summary>
public enum ArmFault
{
    None,
    TooManyRequests,
    ServiceUnavailable,
    OperationTimedOut,

    /// <summary>The connection breaks before the request is done.</summary>
    DroppedBefore,

    /// <summary>The request is done, and its answer is lost.</summary>
    DroppedAfter,
}

/// <summary>How often something goes wrong, and how long work takes.</summary>
/// <param name="Seed">The same seed, the same faults for the same requests in their order.</param>
/// <param name="Share">Of requests that fail, 0 to 1.</param>
/// <param name="MaxPolls">How often work is asked for at most until it has ended.</param>
public sealed record ArmFaults(int Seed, double Share, int MaxPolls)
{
    public static ArmFaults None { get; } = new(0, 0, 1);
}
