using System.Management.Automation;

namespace AzMigrate.Cmdlets;

// What sources of several hosts have in common.
public sealed partial class SetMigrateSourceCommand
{
    /// <summary>Port of the servers; $null goes back to the usual one.</summary>
    [Parameter]
    [AllowNull]
    public int? Port { get; set; }

    /// <summary>How many servers are visited side by side.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; }

    /// <summary>
    /// Time for a server's login, and for each of its answers; of a vCenter Server, without any byte of one.
    /// </summary>
    [Parameter]
    public TimeSpan Timeout { get; set; }
}
