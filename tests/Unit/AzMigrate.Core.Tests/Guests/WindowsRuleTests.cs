using AzMigrate.Guests;
using AzMigrate.Tests.Guests.Images;
using AzMigrate.Tests.Guests.Peer;
using AzMigrate.Tests.Replication.Images;

namespace AzMigrate.Tests.Guests;

/// <summary>
/// A test for each rule of docs/guests.md about Windows; none finds anything on a disk that is ready.
/// </summary>
public sealed class WindowsRuleTests
{
    private const string Current = @"ControlSet001\";

    [GuestPeerTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_Windows_that_is_ready(bool isUefi)
    {
        var report = await new WindowsDisk { IsGpt = isUefi }.CheckAsync(
            new GuestQuestions { IsUefi = isUefi, IsNvmeOnly = true, HasTemporaryDisk = true });

        Assert.Equal(GuestFamily.Windows, report.Family);
        Assert.Equal("Windows Server 2019 Standard (10.0.17763)", report.OperatingSystem);
        Assert.Empty(report.Findings);
        Assert.Empty(report.Edits);
        Assert.True(report.CanStart);
    }

    [GuestPeerTheory]
    [InlineData("5.2", "3790", GuestSeverity.Error)]
    [InlineData("6.0", "6003", GuestSeverity.Warning)]
    public async Task W1_Version(string version, string build, GuestSeverity severity)
    {
        var windows = new WindowsDisk();
        const string Key = @"Microsoft\Windows NT\CurrentVersion";
        windows.Software.RemoveValue(Key, "CurrentMajorVersionNumber").Set(Key, "CurrentVersion", $"\"{version}\"")
            .Set(Key, "CurrentBuildNumber", $"\"{build}\"");
        Only("W1", severity, await windows.CheckAsync(), "W12");
    }

    [GuestPeerFact]
    public async Task W1_Version_unknown()
    {
        var windows = new WindowsDisk { WithoutFiles = { "Windows/System32/config/SOFTWARE" } };
        Only("W1", GuestSeverity.Warning, await windows.CheckAsync());
    }

    [GuestPeerFact]
    public async Task W2_Hive_damaged()
    {
        var finding = Only("W2", GuestSeverity.Error,
            await new WindowsDisk { AlterSystem = hive => hive[0] = 0 }.CheckAsync());
        Assert.Contains("SYSTEM on partition 2 of disk 1", finding.Message, StringComparison.Ordinal);
    }

    [GuestPeerFact]
    public async Task W2_Current_control_set_missing()
    {
        var windows = new WindowsDisk();
        windows.System.Set("Select", "Current", 7);
        Only("W2", GuestSeverity.Error, await windows.CheckAsync());
    }

    [GuestPeerFact]
    public async Task W3_Hive_dirty()
    {
        var windows = new WindowsDisk { AlterSystem = hive => hive[4]++ };
        windows.System.Set(Current + @"Services\Dhcp", "Start", 3);
        var report = await windows.CheckAsync();
        Assert.Equal(GuestSeverity.Warning, Assert.Single(report.Findings, finding => finding.Rule == "W3").Severity);
        Assert.False(Only("W10", GuestSeverity.Error, report, "W3").CanBeFixedOffline);
        Assert.Empty(report.Edits);
        Assert.False(report.CanStart);
    }

    [GuestPeerTheory]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public async Task W4_Log_later_than_the_hive(int ahead, bool isLater)
    {
        // An entry that is in the hive already, then one that is or is not.
        var log = new byte[4096];
        var windows = new WindowsDisk
        {
            AlterSystem = hive =>
            {
                var sequence = BitConverter.ToUInt32(hive, 4);
                foreach (var (at, number) in ((int, uint)[])[(512, sequence - 1), (1024, sequence + (uint)ahead)])
                {
                    "HvLE"u8.CopyTo(log.AsSpan(at));
                    BitConverter.TryWriteBytes(log.AsSpan(at + 4), 512);
                    BitConverter.TryWriteBytes(log.AsSpan(at + 12), number);
                }
            },
            Files = { ["Windows/System32/config/SYSTEM.LOG1"] = log },
        };
        windows.System.Set(Current + @"Services\Dhcp", "Start", 3);
        var report = await windows.CheckAsync();
        Assert.Equal(isLater,
            report.Findings.Any(finding => finding is { Rule: "W4", Severity: GuestSeverity.Warning }));
        Assert.Equal(isLater ? 0 : 1, report.Edits.Count);
    }

    [GuestPeerFact]
    public async Task W5_Hibernated()
    {
        var windows = new WindowsDisk { Files = { ["hiberfil.sys"] = [.. "HIBR"u8, .. new byte[5000]] } };
        windows.System.Set(Current + @"Services\Dhcp", "Start", 3);
        var report = await windows.CheckAsync();
        Assert.Contains(report.Findings, finding => finding is { Rule: "W5", Severity: GuestSeverity.Error });
        Assert.Empty(report.Edits);
        Assert.Empty((await new WindowsDisk { Files = { ["hiberfil.sys"] = new byte[5000] } }.CheckAsync()).Findings);
    }

    [GuestPeerTheory]
    [InlineData("storvsc.sys", GuestSeverity.Error)]
    [InlineData("vmbus.sys", GuestSeverity.Error)]
    [InlineData("vmstorfl.sys", GuestSeverity.Warning)]
    [InlineData("ataport.sys", GuestSeverity.Warning)]
    public async Task W6_Driver_file_missing(string file, GuestSeverity severity)
    {
        var finding = Only("W6", severity,
            await new WindowsDisk { WithoutFiles = { WindowsDisk.DriverPath(file) } }.CheckAsync());
        Assert.Contains(file, finding.Message, StringComparison.Ordinal);
    }

    [GuestPeerTheory]
    [InlineData("storvsc", GuestSeverity.Error)]
    [InlineData("vmbus", GuestSeverity.Error)]
    [InlineData("storflt", GuestSeverity.Warning)]
    [InlineData("intelide", GuestSeverity.Warning)]
    [InlineData("atapi", GuestSeverity.Warning)]
    public async Task W7_Service_starts_late(string service, GuestSeverity severity)
    {
        var windows = new WindowsDisk();
        // Only in the set that Windows does not start with now: it may be the last known good one.
        windows.System.Set($@"ControlSet002\Services\{service}", "Start", 3);
        var report = await windows.CheckAsync();
        Assert.True(Only("W7", severity, report).CanBeFixedOffline);
        Assert.Equal((3, 0), (Assert.Single(report.Edits).OldValue, report.Edits[0].NewValue));
        Assert.EndsWith($@"\SYSTEM\ControlSet002\Services\{service}\Start", report.Edits[0].Setting,
            StringComparison.Ordinal);
    }

    [GuestPeerFact]
    public async Task W7_Service_not_registered()
    {
        var windows = new WindowsDisk();
        windows.System.Remove(@"ControlSet001\Services\storvsc");
        var report = await windows.CheckAsync();
        Assert.False(Only("W7", GuestSeverity.Error, report).CanBeFixedOffline);
        Assert.False(report.CanStart);
    }

    [GuestPeerFact]
    public async Task W7_Service_whose_start_is_no_number()
    {
        var windows = new WindowsDisk();
        windows.System.Set(@"ControlSet001\Services\storvsc", "Start", "\"0\"");
        Assert.False(Only("W7", GuestSeverity.Error, await windows.CheckAsync()).CanBeFixedOffline);
    }

    [GuestPeerFact]
    public async Task W7_The_IDE_controller_is_of_no_matter_with_UEFI()
    {
        var windows = new WindowsDisk { WithoutFiles = { WindowsDisk.DriverPath("intelide.sys") } };
        windows.System.Remove(@"ControlSet001\Services\atapi");
        Assert.Empty((await windows.CheckAsync(new GuestQuestions { IsUefi = true })).Findings);
    }

    [GuestPeerFact]
    public async Task W8_Start_overridden()
    {
        var windows = new WindowsDisk();
        windows.System.Set(@"ControlSet001\Services\storvsc\StartOverride", "0", 3);
        var report = await windows.CheckAsync();
        Assert.True(Only("W8", GuestSeverity.Error, report).CanBeFixedOffline);
        Assert.Equal(@"HKLM\SYSTEM\ControlSet001\Services\storvsc\StartOverride\0",
            Assert.Single(report.Edits).Setting);
    }

    [GuestPeerFact]
    public async Task W9_Nvme_driver()
    {
        var windows = new WindowsDisk();
        windows.System.Set(@"ControlSet001\Services\stornvme", "Start", 3)
            .Set(@"ControlSet001\Services\vpci\StartOverride", "0", 3);
        Assert.Empty((await windows.CheckAsync()).Findings);
        var report = await windows.CheckAsync(new GuestQuestions { IsNvmeOnly = true });
        Assert.All(report.Findings,
            finding => Assert.True(finding is { Rule: "W9", Severity: GuestSeverity.Error, CanBeFixedOffline: true }));
        Assert.Equal(2, report.Edits.Count);

        windows = new WindowsDisk { WithoutFiles = { WindowsDisk.DriverPath("stornvme.sys") } };
        Only("W9", GuestSeverity.Error, await windows.CheckAsync(new GuestQuestions { IsNvmeOnly = true }));
    }

    [GuestPeerFact]
    public async Task W10_Dhcp()
    {
        var windows = new WindowsDisk();
        windows.System.Set(@"ControlSet001\Services\Dhcp", "Start", 4);
        Assert.True(Only("W10", GuestSeverity.Error, await windows.CheckAsync()).CanBeFixedOffline);
    }

    [GuestPeerFact]
    public async Task W11_VMware_Tools()
    {
        var windows = new WindowsDisk();
        windows.System.Set(@"ControlSet001\Services\VMTools", "Start", 2);
        Assert.True(Only("W11", GuestSeverity.Information, await windows.CheckAsync()).CanBeFixedOffline);
        Assert.Empty((await windows.CheckAsync(new GuestQuestions { KeepVMwareTools = true })).Edits);
    }

    [GuestPeerFact]
    public async Task W12_San_policy()
    {
        var windows = new WindowsDisk();
        windows.System.Set(@"ControlSet001\Services\partmgr\Parameters", "SanPolicy", 2);
        var report = await windows.CheckAsync();
        Assert.True(Only("W12", GuestSeverity.Warning, report).CanBeFixedOffline);
        Assert.Equal(1, report.Edits[0].NewValue);

        const string Key = @"Microsoft\Windows NT\CurrentVersion";
        windows.Software.RemoveValue(Key, "CurrentMajorVersionNumber").Set(Key, "CurrentVersion", "\"6.0\"");
        Assert.All((await windows.CheckAsync()).Edits, edit => Assert.Equal(3, edit.NewValue));
    }

    [GuestPeerFact]
    public async Task W13_Remote_desktop()
    {
        var windows = new WindowsDisk();
        windows.System.Set(@"ControlSet001\Control\Terminal Server", "fDenyTSConnections", 1);
        var report = await windows.CheckAsync();
        Assert.False(Only("W13", GuestSeverity.Warning, report).CanBeFixedOffline);
        report = await windows.CheckAsync(new GuestQuestions { EnableRemoteDesktop = true });
        Assert.True(Only("W13", GuestSeverity.Warning, report).CanBeFixedOffline);
        Assert.Equal((1, 0), (Assert.Single(report.Edits).OldValue, report.Edits[0].NewValue));
    }

    [GuestPeerFact]
    public async Task W13_Policy_and_listener()
    {
        var windows = new WindowsDisk();
        windows.Software.Set(@"Policies\Microsoft\Windows NT\Terminal Services", "fDenyTSConnections", 1);
        Only("W13", GuestSeverity.Warning, await windows.CheckAsync());

        windows = new WindowsDisk();
        const string Listener = @"ControlSet001\Control\Terminal Server\WinStations\RDP-Tcp";
        windows.System.Set(Listener, "UserAuthentication", 0).Set(Listener, "PortNumber", 3390);
        var report = await windows.CheckAsync();
        Assert.Equal(2, report.Findings.Count(
            finding => finding is { Rule: "W13", Severity: GuestSeverity.Information }));
        Assert.Contains(report.Findings, finding => finding.Message.Contains("3390", StringComparison.Ordinal));
    }

    [GuestPeerFact]
    public async Task W14_Azure_agent()
    {
        var windows = new WindowsDisk();
        windows.System.Set(@"ControlSet001\Services\RdAgent", "Start", 4);
        Assert.True(Only("W14", GuestSeverity.Warning, await windows.CheckAsync()).CanBeFixedOffline);
        foreach (var set in (string[])["ControlSet001", "ControlSet002"])
            windows.System.Remove($@"{set}\Services\RdAgent").Remove($@"{set}\Services\WindowsAzureGuestAgent");
        Assert.False(Only("W14", GuestSeverity.Warning, await windows.CheckAsync()).CanBeFixedOffline);
    }

    [GuestPeerFact]
    public async Task W15_Temporary_disk_takes_D()
    {
        var windows = new WindowsDisk { IsGpt = false };
        // The disk's signature, and where the partition begins: what sfdisk wrote.
        windows.System.SetBytes(
            "MountedDevices", @"\DosDevices\D:", [0x78, 0x56, 0x34, 0x12, .. BitConverter.GetBytes(4096L * 512)]);
        var asked = new GuestQuestions { HasTemporaryDisk = true };
        Assert.Contains("partition 1 of disk 1",
            Only("W15", GuestSeverity.Warning, await windows.CheckAsync(asked)).Message, StringComparison.Ordinal);
        Assert.Empty((await windows.CheckAsync()).Findings);

        // A CD drive gives way.
        windows.System.SetBytes(
            "MountedDevices", @"\DosDevices\D:", System.Text.Encoding.Unicode.GetBytes(@"\??\IDE#CdRomVMware"));
        Assert.Empty((await windows.CheckAsync(asked)).Findings);
        windows.System.SetTexts(
            @"ControlSet001\Control\Session Manager\Memory Management", "PagingFiles", @"d:\pagefile.sys 0 0");
        Only("W15", GuestSeverity.Warning, await windows.CheckAsync(asked));
    }

    [GuestPeerFact]
    public async Task W15_Temporary_disk_takes_D_of_a_GPT()
    {
        using var folder = new ImageFolder();
        var id = GuestPeers.Run("sgdisk", "-i", "2", new WindowsDisk().Write(folder)).Split("unique GUID: ")[1][..36];
        var windows = new WindowsDisk();
        windows.System.SetBytes("MountedDevices", @"\DosDevices\D:", [.. "DMIO:ID:"u8, .. new Guid(id).ToByteArray()]);
        var path = windows.Write(folder);
        GuestPeers.Run("sgdisk", "-u", "2:" + id, path);
        using var disk = new FileDisk(path);
        Only("W15", GuestSeverity.Warning,
            await GuestCheck.RunAsync([disk], new GuestQuestions { HasTemporaryDisk = true }));
    }

    [GuestPeerFact]
    public async Task W16_Restart_pending()
    {
        var windows = new WindowsDisk();
        windows.Software.Key(@"Microsoft\Windows\CurrentVersion\Component Based Servicing\RebootPending");
        Only("W16", GuestSeverity.Warning, await windows.CheckAsync());
        Only("W16", GuestSeverity.Warning,
            await new WindowsDisk { Files = { ["Windows/WinSxS/pending.xml"] = [60] } }.CheckAsync());
    }

    [GuestPeerFact]
    public async Task W17_Renames_pending()
    {
        var windows = new WindowsDisk();
        windows.System.SetTexts(
            @"ControlSet001\Control\Session Manager", "PendingFileRenameOperations", @"\??\C:\a.dll");
        Only("W17", GuestSeverity.Information, await windows.CheckAsync());
    }

    [GuestPeerFact]
    public async Task W18_Volume_dirty()
    {
        using var folder = new ImageFolder();
        var path = new WindowsDisk().Write(folder);
        var volume = WindowsDisk.Extract(folder, path);
        GuestPeers.Run("ntfsfix", volume);
        GuestPeers.Shell($"dd if={volume} of={path} bs=512 seek=4096 conv=notrunc status=none");
        using var disk = new FileDisk(path);
        Only("W18", GuestSeverity.Warning, await GuestCheck.RunAsync([disk], new GuestQuestions()));
    }

    [GuestPeerFact]
    public async Task W19_Static_address()
    {
        var windows = new WindowsDisk();
        const string Adapter = @"ControlSet001\Services\Tcpip\Parameters\Interfaces\{0001}";
        windows.System.Set(Adapter, "EnableDHCP", 0).SetTexts(Adapter, "IPAddress", "10.1.2.3");
        Assert.Contains("10.1.2.3", Only("W19", GuestSeverity.Information, await windows.CheckAsync()).Message,
            StringComparison.Ordinal);
    }

    [GuestPeerFact]
    public async Task W20_Network_driver()
    {
        Only("W20", GuestSeverity.Warning,
            await new WindowsDisk { WithoutFiles = { WindowsDisk.DriverPath("netvsc.sys") } }.CheckAsync());
        var windows = new WindowsDisk();
        windows.System.Set(@"ControlSet001\Services\netvsc", "Start", 4);
        Assert.True(Only("W20", GuestSeverity.Warning, await windows.CheckAsync()).CanBeFixedOffline);
    }

    private static GuestFinding Only(string rule, GuestSeverity severity, GuestReport report, params string[] beside)
    {
        var finding = Assert.Single(report.Findings, finding => !beside.Contains(finding.Rule));
        Assert.Equal((rule, severity), (finding.Rule, finding.Severity));
        Assert.NotEmpty(finding.Remedy);
        return finding;
    }
}
