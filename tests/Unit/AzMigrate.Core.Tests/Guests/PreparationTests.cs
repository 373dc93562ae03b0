using AzMigrate.Guests;
using AzMigrate.Tests.Guests.Images;
using AzMigrate.Tests.Guests.Peer;
using AzMigrate.Tests.Replication.Images;

namespace AzMigrate.Tests.Guests;

/// <summary>The edits in place, read again by hivex and ntfs-3g.</summary>
public sealed class PreparationTests
{
    private static readonly string[] Drivers = ["storvsc", "vmbus", "storflt", "intelide", "atapi"];

    [GuestPeerFact]
    public async Task Windows_is_made_ready_and_others_read_it_so()
    {
        using var folder = new ImageFolder();
        var windows = Unready();
        using var disk = new FileDisk(windows.Write(folder));
        var before = Export(folder, disk.Path);

        var report = await GuestCheck.RunAsync([disk], new GuestQuestions());
        Assert.True(report.CanStart);
        Assert.Contains(report.Findings, finding => finding.Severity is GuestSeverity.Error);
        var made = await ApplyAsync(report, disk);

        Assert.Equal(report.Edits, made.OrderBy(edit => report.Edits.ToList().IndexOf(edit)));
        Assert.All(disk.Writes, write => Assert.Equal(512, write.Length));
        var after = Export(folder, disk.Path);
        var changed = before.Zip(after).Where(pair => pair.First != pair.Second).ToList();
        Assert.Equal(made.Count, changed.Count);
        Assert.Equal(before.Length, after.Length);
        Assert.All(made, edit => Assert.Contains(changed, pair =>
            pair.First.EndsWith($"=dword:{edit.OldValue:x8}", StringComparison.Ordinal)
            && pair.Second.EndsWith($"=dword:{edit.NewValue:x8}", StringComparison.Ordinal)));
        Assert.Contains(made,
            edit => edit is { Setting: @"HKLM\SYSTEM\ControlSet002\Services\storvsc\Start", OldValue: 3, NewValue: 0 });

        var again = await GuestCheck.RunAsync([disk], new GuestQuestions());
        Assert.Empty(again.Edits);
        Assert.DoesNotContain(again.Findings, finding => finding.Severity is not GuestSeverity.Information);
        var volume = WindowsDisk.Extract(folder, disk.Path);
        GuestPeers.Run("ntfsfix", "-n", volume);
        GuestPeers.Run("ntfsinfo", "-m", volume);
    }

    [GuestPeerFact]
    public async Task Broken_off_at_any_write_it_is_run_again_to_the_same_end()
    {
        using var folder = new ImageFolder();
        var path = Unready().Write(folder);
        using var whole = new FileDisk(Copy(folder, path, "whole.img"));
        var report = await GuestCheck.RunAsync([whole], new GuestQuestions());
        await ApplyAsync(report, whole);
        var expected = File.ReadAllBytes(whole.Path);
        Assert.True(whole.Writes.Count > 2);

        for (var writes = 0; writes < whole.Writes.Count; writes++)
        {
            using var disk = new FileDisk(Copy(folder, path, "broken.img")) { BreakAfter = writes };
            await Assert.ThrowsAsync<IOException>(() => ApplyAsync(report, disk));
            disk.BreakAfter = int.MaxValue;
            await ApplyAsync(report, disk);
            Assert.True(expected.AsSpan().SequenceEqual(File.ReadAllBytes(disk.Path)));
            var count = disk.Writes.Count;
            Assert.Empty(await ApplyAsync(report, disk));
            Assert.Equal(count, disk.Writes.Count);
        }
    }

    [GuestPeerFact]
    public async Task A_disk_that_is_another_than_the_checked_one_is_not_written()
    {
        using var folder = new ImageFolder();
        var path = Unready().Write(folder);
        using var disk = new FileDisk(path);
        var report = await GuestCheck.RunAsync([disk], new GuestQuestions());
        using var other = new FileDisk(folder.Raw("other.img", new FileInfo(path).Length, (0, 40 << 20)));

        var error = await Assert.ThrowsAsync<MigrateException>(() => ApplyAsync(report, other));

        Assert.Equal("Guest.Changed", error.Code);
        Assert.Empty(other.Writes);
    }

    private static WindowsDisk Unready()
    {
        var windows = new WindowsDisk();
        foreach (var set in (string[])["ControlSet001", "ControlSet002"])
        {
            foreach (var driver in Drivers)
                windows.System.Set($@"{set}\Services\{driver}", "Start", 3);
            windows.System.Set($@"{set}\Services\storvsc\StartOverride", "0", 3)
                .Set($@"{set}\Services\Dhcp", "Start", 4)
                .Set($@"{set}\Services\VMTools", "Start", 2)
                .Set($@"{set}\Services\partmgr\Parameters", "SanPolicy", 2);
        }
        return windows;
    }

    private static Task<IReadOnlyList<GuestEdit>> ApplyAsync(GuestReport report, FileDisk disk) =>
        GuestPreparation.ApplyAsync(
            report, [disk], (_, offset, data, cancellation) => disk.WriteAsync(offset, data, cancellation));

    private static string Copy(ImageFolder folder, string from, string name)
    {
        File.Copy(from, folder.File(name), overwrite: true);
        return folder.File(name);
    }

    // ntfs-3g reads the file, hivex the hive.
    private static string[] Export(ImageFolder folder, string disk)
    {
        var hive = folder.File("SYSTEM.exported");
        GuestPeers.Shell($"ntfscat -f {WindowsDisk.Extract(folder, disk)} Windows/System32/config/SYSTEM > {hive}");
        return GuestPeers.Run("hivexregedit", "--export", hive, "\\").Split('\n');
    }
}
