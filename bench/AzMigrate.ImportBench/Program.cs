using System.Diagnostics;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

// MANIFEST: what importing the module costs in an engine that is up, in the form that AzMigrate.Bench reads.
if (args is not [var manifest])
{
    Console.Error.WriteLine("Usage: MANIFEST");
    return 2;
}

Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
using var runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
runspace.Open();
using var shell = PowerShell.Create(runspace);
shell.AddScript("1 | ForEach-Object { $_ }").Invoke();
shell.Commands.Clear();

var allocated = GC.GetTotalAllocatedBytes();
var cpu = Environment.CpuUsage.TotalTime;
var watch = Stopwatch.StartNew();
shell.AddCommand("Import-Module").AddParameter("Name", manifest).AddParameter("ErrorAction", "Stop").Invoke();
var wall = watch.Elapsed;
cpu = Environment.CpuUsage.TotalTime - cpu;
allocated = GC.GetTotalAllocatedBytes() - allocated;

shell.Commands.Clear();
var commands = shell.AddScript("@(Get-Command -Module AzMigrate).Count").Invoke<int>()[0];
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture, $"@bench {wall.TotalSeconds} {cpu.TotalSeconds} {allocated} {commands}"));
return 0;
