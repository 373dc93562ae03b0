using System.Buffers.Binary;
using System.Text;
using AzMigrate.Guests;
using AzMigrate.Guests.Partitions;
using AzMigrate.Tests.Guests.Images;
using AzMigrate.Tests.Guests.Peer;
using AzMigrate.Tests.Replication.Images;

namespace AzMigrate.Tests.Guests;

/// <summary>Tables that sfdisk and sgdisk write, and what they say of them.</summary>
public sealed class PartitionTests
{
    private const int MiB = 1 << 20;

    [GuestPeerFact]
    public void Mbr_with_logical_partitions()
    {
        using var folder = new ImageFolder();
        var disk = Empty(folder, 64);
        GuestPeers.Shell($"printf 'label: dos\\nlabel-id: 0xcafe0123\\n,4M,7\\n,8M,c\\n,,5\\n,4M,83\\n,2M,42\\n,6M,83\\n' | sfdisk -q {disk}");

        var (volumes, findings) = Read(disk);

        Assert.Empty(findings);
        AssertAsSfdisk(disk, volumes);
        Assert.Equal([1, 2, 5, 6, 7], volumes.Select(volume => volume.Number!.Value));
        Assert.All(volumes, volume => Assert.Equal(0xCAFE0123, volume.DiskSignature));
        Assert.Equal(PartitionRole.Dynamic, volumes[3].Role);
    }

    [GuestPeerFact]
    public void G5_Gpt_and_its_copy()
    {
        using var folder = new ImageFolder();
        var disk = Empty(folder, 64);
        GuestPeers.Shell($"sgdisk -n 1:0:+4M -t 1:ef00 -n 3:0:+8M -t 3:8300 -c 3:'root ünd' -n 4:0:+1M -t 4:ef02 -n 5:0:+2M -t 5:4200 {disk} >/dev/null");
        var (volumes, findings) = Read(disk);
        Assert.Empty(findings);
        AssertAsSfdisk(disk, volumes);
        Assert.Equal(
            [PartitionRole.EfiSystem, PartitionRole.Data, PartitionRole.BiosBoot, PartitionRole.Dynamic],
            volumes.Select(volume => volume.Role));
        Assert.Equal("root ünd", volumes[1].PartitionLabel);
        Assert.Contains(volumes[1].PartitionId.ToString()!, GuestPeers.Run("sgdisk", "-i", "3", disk),
            StringComparison.OrdinalIgnoreCase);

        // The first table is lost: the copy at the end is as good.
        var bytes = File.ReadAllBytes(disk);
        bytes[512 + 20] ^= 1;
        bytes[512 + 60] ^= 1;
        File.WriteAllBytes(disk, bytes);
        var (fromCopy, warnings) = Read(disk);
        Assert.Equal(volumes.Select(volume => (volume.Number, volume.Offset)),
            fromCopy.Select(volume => (volume.Number, volume.Offset)));
        Assert.Equal(("G5", GuestSeverity.Warning), (warnings.Single().Rule, warnings.Single().Severity));

        // Both lost: an error that names the disk.
        bytes[^500] ^= 1;
        var error = Assert.Throws<MigrateException>(() => PartitionTable.Read(MemoryDisk.Of(bytes), []));
        Assert.Equal("Guest.Damaged", error.Code);
        Assert.Contains("disk 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void G4_Sectors_of_4096_bytes()
    {
        var bytes = new byte[MiB];
        bytes[510] = 0x55;
        bytes[511] = 0xAA;
        bytes[450] = 0xEE;
        bytes[458] = 1;
        "EFI PART"u8.CopyTo(bytes.AsSpan(4096));
        var findings = new List<GuestFinding>();
        Assert.Empty(PartitionTable.Read(MemoryDisk.Of(bytes), findings));
        Assert.Equal(("G4", GuestSeverity.Error), (findings.Single().Rule, findings.Single().Severity));
    }

    [Fact]
    public void A_chain_of_logical_partitions_that_leads_in_a_circle()
    {
        var bytes = new byte[MiB];
        foreach (var at in (int[])[0, 512 * 8])
        {
            bytes[at + 510] = 0x55;
            bytes[at + 511] = 0xAA;
        }
        Entry(bytes, 446, 5, 8, 100);
        // The next link is the first again.
        Entry(bytes, 512 * 8 + 446 + 16, 5, 0, 100);
        var error = Assert.Throws<MigrateException>(() => PartitionTable.Read(MemoryDisk.Of(bytes), []));
        Assert.Contains("circle", error.Message, StringComparison.Ordinal);
    }

    [GuestPeerTheory]
    [InlineData("mke2fs -q -t ext4", "Ext")]
    [InlineData("mkntfs -F -Q -q", "Ntfs")]
    [InlineData("mkfs.vfat -F 32", "Fat")]
    [InlineData("mkfs.vfat -F 12", "Fat")]
    [InlineData("mkswap -q", "Swap")]
    [InlineData("mkfs.xfs -q", "Xfs")]
    public void A_disk_without_partitions(string maker, string kind)
    {
        using var folder = new ImageFolder();
        var disk = Empty(folder, kind == "Xfs" ? 320 : 40);
        GuestPeers.Shell($"PATH=$PATH:/usr/sbin:/sbin; {maker} {disk} >/dev/null 2>&1");
        var volume = Read(disk).Volumes.Single();
        Assert.Equal((kind, 0L, null), (volume.Kind.ToString(), volume.Offset, volume.Number));
    }

    [Theory]
    [InlineData("-FVE-FS-", 3, "G2", GuestSeverity.Warning)]
    [InlineData("LUKS\u00BA\u00BE", 0, "G2", GuestSeverity.Warning)]
    [InlineData("_BHRfS_M", 0x10040, "G8", GuestSeverity.Warning)]
    [InlineData("ReFS\0\0\0\0", 3, "G8", GuestSeverity.Warning)]
    [InlineData("\u00FC\u004E\u002B\u00A9\u0001\0\0\0", 4096, "G8", GuestSeverity.Warning)]
    public async Task G1_G2_G8_What_cannot_be_read_offline_is_said(
        string magic, int offset, string rule, GuestSeverity severity)
    {
        var bytes = new byte[MiB];
        Encoding.Latin1.GetBytes(magic).CopyTo(bytes, offset);
        // A boot sector of Microsoft's ends as a partition table does.
        (bytes[510], bytes[511]) = magic[0] is '-' or 'R' ? ((byte)0x55, (byte)0xAA) : ((byte)0, (byte)0);
        var report = await GuestCheck.RunAsync([new MemoryDisk(bytes)], new GuestQuestions());
        Assert.Contains(report.Findings, finding => finding.Rule == rule && finding.Severity == severity);
        Assert.Contains(report.Findings, finding => finding is { Rule: "G1", Severity: GuestSeverity.Error });
        Assert.Equal(GuestFamily.Unknown, report.Family);
        Assert.False(report.CanStart);
    }

    [GuestPeerFact]
    public async Task G3_Dynamic_disk_and_storage_pool()
    {
        using var folder = new ImageFolder();
        var path = Empty(folder, 16);
        GuestPeers.Shell($"sgdisk -n 1:0:+1M -t 1:4201 -n 2:0:+1M -t 2:e75caf8f-f680-4cee-afa3-b001e56efc2d {path} >/dev/null");
        using var disk = new FileDisk(path);
        var report = await GuestCheck.RunAsync([disk], new GuestQuestions());
        Assert.Contains(report.Findings, finding => finding is { Rule: "G3", Severity: GuestSeverity.Warning });
        Assert.Contains(report.Findings, finding => finding is { Rule: "G8", Severity: GuestSeverity.Information });
    }

    [GuestPeerFact]
    public async Task G7_A_volume_that_is_damaged()
    {
        using var folder = new ImageFolder();
        var path = Empty(folder, 16);
        GuestPeers.Shell($"mkntfs -F -Q -q -c 4096 {path} 2>/dev/null");
        var bytes = File.ReadAllBytes(path);
        // The first record of the file table, by the boot sector's word for its cluster.
        bytes[BitConverter.ToInt64(bytes, 48) * 4096] = 0;
        var report = await GuestCheck.RunAsync([new MemoryDisk(bytes)], new GuestQuestions());
        var finding = Assert.Single(
            report.Findings, finding => finding is { Rule: "G7", Severity: GuestSeverity.Warning });
        Assert.StartsWith("disk 1 is damaged at byte", finding.Message, StringComparison.Ordinal);
    }

    private static void AssertAsSfdisk(string disk, IReadOnlyList<GuestVolume> volumes)
    {
        foreach (var volume in volumes)
        {
            var line = GuestPeers.Run("sfdisk", "-d", disk).Split('\n')
                .Single(line => line.StartsWith($"{disk}{volume.Number} ", StringComparison.Ordinal));
            var numbers = line.Split(':')[1].Split(',').Take(2)
                .Select(part => long.Parse(part.Split('=')[1], System.Globalization.CultureInfo.InvariantCulture))
                .ToArray();
            Assert.Equal((numbers[0], numbers[1]), (volume.Offset / 512, volume.Bytes.Length / 512));
        }
    }

    private static string Empty(ImageFolder folder, int mebibytes) => folder.Raw("disk.img", mebibytes * (long)MiB);

    private static (IReadOnlyList<GuestVolume> Volumes, List<GuestFinding> Findings) Read(string path)
    {
        var findings = new List<GuestFinding>();
        return (PartitionTable.Read(MemoryDisk.Of(File.ReadAllBytes(path)), findings), findings);
    }

    private static void Entry(byte[] bytes, int at, byte type, uint start, uint count)
    {
        bytes[at + 4] = type;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at + 8), start);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at + 12), count);
    }
}
