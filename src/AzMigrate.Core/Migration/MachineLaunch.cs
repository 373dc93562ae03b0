using AzMigrate.Projects;
using AzMigrate.Replication;

namespace AzMigrate.Migration;

/// <summary>Why a machine is made.</summary>
internal enum LaunchPurpose
{
    /// <summary>To try it; it is removed afterwards.</summary>
    Test,

    /// <summary>To be the machine from now on.</summary>
    Cutover,
}

/// <summary>A machine that is to be made of a replication's disks.</summary>
internal sealed record MachineLaunch
{
    /// <summary>The replication's id; with the purpose it marks all that is made.</summary>
    public required string ReplicationId { get; init; }

    /// <summary>Why it is made.</summary>
    public required LaunchPurpose Purpose { get; init; }

    /// <summary>What was decided.</summary>
    public required ReplicationSettings Settings { get; init; }

    /// <summary>The copies of the disks, in the order of the settings.</summary>
    public required IReadOnlyList<ReplicaDisk> Disks { get; init; }

    /// <summary>Subnet of this launch: the test's or the cutover's; null in a folder.</summary>
    public string? SubnetId { get; init; }
}
