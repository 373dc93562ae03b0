using AzMigrate.Guests;
using AzMigrate.Guests.Registry;
using AzMigrate.Tests.Guests.Images;
using AzMigrate.Tests.Guests.Peer;
using AzMigrate.Tests.Replication.Images;

namespace AzMigrate.Tests.Guests;

/// <summary>Whatever the bytes of a disk are: a report, or an error that says what to do. Seeds are fixed.</summary>
public sealed class GuestFuzzTests
{
    private static readonly ulong[] Lies =
        [0, 1, 0x7F, 0xFFFF, 0x7FFF_FFFF, 0xFFFF_FFFF, 1UL << 47, 1UL << 62, 1UL << 63, ulong.MaxValue,
            0x0040_0000_0000_0000];

    private static readonly Lazy<Dictionary<string, byte[]>> Seeds = new(MakeSeeds);

    [GuestPeerTheory]
    [InlineData("windows", 1)]
    [InlineData("windows", 2)]
    [InlineData("linux", 3)]
    [InlineData("linux", 4)]
    [InlineData("xfs", 5)]
    public async Task A_disk_with_bytes_changed(string kind, int seed)
    {
        var original = Seeds.Value[kind];
        var random = new Random(seed);
        var places = Hot(original);
        for (var i = 0; i < 150; i++)
        {
            var bytes = (byte[])original.Clone();
            for (var changes = random.Next(1, 12); changes > 0; changes--)
                Change(bytes, places[random.Next(places.Length)], random);
            var report = await GuestCheck.RunAsync(
                [new MemoryDisk(bytes)], new GuestQuestions { IsNvmeOnly = true, HasTemporaryDisk = true });
            Assert.All(report.Findings,
                finding => Assert.False(string.IsNullOrEmpty(finding.Message) || string.IsNullOrEmpty(finding.Remedy)));
            Assert.All(report.Edits, edit => Assert.InRange(edit.OffsetBytes, 0, bytes.Length - 4));
        }
    }

    [GuestPeerFact]
    public void A_hive_with_bytes_changed()
    {
        using var folder = new ImageFolder();
        var path = folder.File("hive");
        new WindowsDisk().System.Write(path);
        var original = File.ReadAllBytes(path);
        var random = new Random(3);
        var refused = 0;
        for (var i = 0; i < 1500; i++)
        {
            var bytes = (byte[])original.Clone();
            for (var changes = random.Next(1, 8); changes > 0; changes--)
                Change(bytes, random.Next(bytes.Length - 8), random);
            try
            {
                RegistryTests.Walk(new RegistryHive(MemoryDisk.Of(bytes)).Root, 0);
            }
            catch (MigrateException error)
            {
                refused++;
                Assert.StartsWith("Guest.", error.Code, StringComparison.Ordinal);
                Assert.False(string.IsNullOrEmpty(error.Remedy));
            }
        }
        Assert.InRange(refused, 100, 1499);
    }

    private static void Change(byte[] bytes, int at, Random random)
    {
        switch (random.Next(3))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)random.Next(256);
                break;
            default:
                at = Math.Min(at & ~3, bytes.Length - 8);
                BitConverter.GetBytes(Lies[random.Next(Lies.Length)]).AsSpan(0, random.Next(2) == 0 ? 4 : 8)
                    .CopyTo(bytes.AsSpan(at));
                break;
        }
    }

    // Where there is something: structures, and names.
    private static int[] Hot(byte[] bytes) => [.. Enumerable.Range(0, bytes.Length - 8).Where(at => bytes[at] != 0)];

    private static Dictionary<string, byte[]> MakeSeeds()
    {
        using var folder = new ImageFolder();
        // XFS is made no smaller than 300 MiB: what is behind its first files is left out.
        using var large = new ImageFolder();
        _ = new LinuxDisk
        {
            Maker = "cd $tree; (printf '/dev/null\\n0 0\\nd--755 0 0\\netc d--755 0 0\\nfstab ---644 0 0 etc/fstab\\n$\\n"
                + "usr d--755 0 0\\n$\\nboot d--755 0 0\\ngrub d--755 0 0\\ngrub.cfg ---644 0 0 boot/grub/grub.cfg\\n$\\n$\\n$\\n') > $image.proto; "
                + "truncate -s 320M $image; mkfs.xfs -q -p $image.proto $image",
        }.Write(large);
        using var xfs = new FileStream(large.File("root.ext4"), FileMode.Open);
        var beginning = new byte[8 << 20];
        xfs.ReadExactly(beginning);
        return new()
        {
            ["windows"] = File.ReadAllBytes(new WindowsDisk().Write(folder)),
            ["linux"] = File.ReadAllBytes(new LinuxDisk().Write(folder)),
            ["xfs"] = beginning,
        };
    }
}
