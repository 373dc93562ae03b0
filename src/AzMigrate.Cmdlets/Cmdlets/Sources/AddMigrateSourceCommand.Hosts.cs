using System.Management.Automation;

namespace AzMigrate.Cmdlets;

// What sources of several hosts have in common.
public sealed partial class AddMigrateSourceCommand
{
    /// <summary>
    /// Port of the servers. When left out: of Linux servers that name none, SSH's 22; of Windows servers, WinRM's 5986 with
    /// -UseSsl and 5985 without.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = LinuxSet)]
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = WindowsSet)]
    [ValidateRange(1, 65535)]
    public int? Port { get; set; }

    /// <summary>How many servers are visited side by side; 16 by default.</summary>
    [Parameter(ParameterSetName = LinuxSet)]
    [Parameter(ParameterSetName = WindowsSet)]
    [ValidateRange(1, 256)]
    public int ThrottleLimit { get; set; } = 16;

    /// <summary>Time for a server's login, and for each of its answers; a minute by default.</summary>
    [Parameter(ParameterSetName = LinuxSet)]
    [Parameter(ParameterSetName = WindowsSet)]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(1);
}
