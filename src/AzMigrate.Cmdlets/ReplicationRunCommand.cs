using System.Management.Automation;
using AzMigrate.Replication;

namespace AzMigrate.Cmdlets;

/// <summary>A cmdlet that copies disks: how fast it may send, and when.</summary>
public abstract class ReplicationRunCommand : ReplicationInputCommand
{
    /// <summary>The most that is sent, all disks together, in MB/s (10^6 bytes); no limit when left out.</summary>
    [Parameter]
    [ValidateRange(0.0, 1_000_000.0)]
    public double? BandwidthMBps { get; set; }

    /// <summary>
    /// Times with another rate, the first that holds wins: 'Mon-Fri 08:00-18:00=20', '22:00-06:00=unlimited',
    /// 'Sat,Sun 00:00-24:00=0'.
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] BandwidthWindow { get; set; } = [];

    /// <summary>The bandwidth that was asked for; null for no limit.</summary>
    private protected BandwidthSchedule? Bandwidth() => Schedule(BandwidthMBps, BandwidthWindow);

    /// <summary>Writes how a cycle ended.</summary>
    private protected void WriteOutcome(SyncOutcome outcome)
    {
        if (outcome.Failure is { } failure)
            WriteError(failure);
        else
            WriteObject(outcome.Replication);
    }
}
