using System.Diagnostics;
using System.Management.Automation;
using AzMigrate.Peers;

namespace AzMigrate.PowerShell.Tests;

/// <summary>A Linux server is copied while it runs and moved once its disks are quiet, by the cmdlets alone.</summary>
public sealed class LiveLinuxTests : IDisposable
{
    private const int MiB = 1 << 20;
    private readonly string _folder = Directory.CreateTempSubdirectory("azmigrate-linux-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SshdFact]
    public void A_disk_in_use_is_told_in_the_plan_by_warnings_in_the_table_and_by_a_refused_cutover()
    {
        var image = Path.Combine(_folder, "disk.img");
        File.WriteAllBytes(image, new byte[32 * MiB]);
        using var server = new LinuxServer("127.0.9.20");
        var place = server.Mount(server.Attach(image, "WD-1"));
        using var engine = Engine.WithModule();
        engine.Invoke($"""
            Connect-MigrateProject '{_folder}/contoso' -Create
            Add-MigrateSource -Name db1 -Linux {server.Address} -Port {server.Sshd.Port} -UserName {server.Sshd.User} `
                -KeyFile '{server.Sshd.Key}' -KnownHosts '{server.Sshd.KnownHosts}'
            Start-MigrateDiscovery -Source db1
            """).MustSucceed();

        var plan = engine.Invoke($"Get-MigrateVM | Start-MigrateReplication -Folder '{_folder}/copies' -WhatIf");
        Assert.Contains(plan.Warnings, warning => warning.Contains("mounted for writing at", StringComparison.Ordinal));
        Assert.Equal(true, Assert.Single(plan.Output).Properties["CanStart"].Value);

        var first = engine.Invoke($"Get-MigrateVM | Start-MigrateReplication -Folder '{_folder}/copies'");
        Assert.Empty(first.Errors);
        Assert.Contains(first.Warnings, warning => warning.Contains("of no one moment", StringComparison.Ordinal));
        Assert.Equal(("Ready", "False"), (Of(first, "State"), Of(first, "IsCrashConsistent")));
        Assert.Contains("in use, next ", Shown("Get-MigrateReplication"), StringComparison.Ordinal);

        foreach (var launch in new[] { "Start-MigrateTestMigration", "Start-MigrateCutover -StopSource -Force" })
        {
            var refused = engine.Invoke($"Get-MigrateReplication | {launch}");
            Assert.StartsWith(
                "Migration.DiskInUse,", Assert.Single(refused.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
            Assert.Empty(refused.Output);
        }

        Assert.Equal("Ready", Of(engine.Invoke("Get-MigrateReplication").MustSucceed(), "State"));
        Assert.Contains("Migration.DiskInUse", Shown("Get-MigrateReplication"), StringComparison.Ordinal);

        File.WriteAllText(Path.Combine(place, "last"), "words");
        Sshd.Run("mount", "-o", "remount,ro", place);
        var moved = engine.Invoke("Get-MigrateReplication | Start-MigrateCutover -StopSource -Force");
        Assert.Empty(moved.Errors);
        Assert.Equal(("CutOver", "True"), (Of(moved, "State"), Of(moved, "IsCrashConsistent")));
        server.Detach();
        var machine = $"{PSObject.AsPSObject(moved.Output[0].Properties["Launch"].Value).Properties["MachineId"].Value}";
        var vhd = Assert.Single(Directory.GetFiles(machine, "*.vhd"));
        Assert.True(File.ReadAllBytes(image).AsSpan().SequenceEqual(File.ReadAllBytes(vhd).AsSpan(0, 32 * MiB)));
    }

    private static string Of(Outcome outcome, string property) =>
        $"{Assert.Single(outcome.Output).Properties[property].Value}";

    // The host lays tables out.
    private string Shown(string command)
    {
        using var host = Process.Start(new ProcessStartInfo(
            "dotnet", [Built.Host, "-Command", $"$null = Connect-MigrateProject '{_folder}/contoso'; {command}"])
        {
            RedirectStandardOutput = true,
        })!;
        var shown = host.StandardOutput.ReadToEnd();
        host.WaitForExit();
        return shown;
    }
}
