using System.Net;
using AzMigrate.Discovery;
using AzMigrate.Discovery.VMware;
using AzMigrate.Inventory;
using AzMigrate.Projects;
using AzMigrate.Replication;
using AzMigrate.Replication.Sources;
using AzMigrate.Replication.Targets;
using AzMigrate.Tests.Discovery.VMware.Peer;
using AzMigrate.Tests.Replication.Images;

namespace AzMigrate.Tests.Replication.Sources.VMware;

/// <summary>
/// A machine of a simulated vCenter whose disks have content, as a source, with a copy of each of its disks.
/// </summary>
internal sealed class ReplicatedMachine : IAsyncDisposable
{
    private const int MiB = 1 << 20;
    private readonly Dictionary<string, FixedVhdTarget> _targets = [];
    private readonly Dictionary<string, string?> _marks = [];
    private readonly ImageFolder _folder = new();

    private ReplicatedMachine(Vcsim vcsim) => Vcsim = vcsim;

    public Vcsim Vcsim { get; }

    public required VcsimMachine Guest { get; init; }

    public required Machine Inventory { get; init; }

    public required IReplicationSource Source { get; set; }

    public ImageFolder Folder => _folder;

    public List<MigrateProblem> Warnings { get; } = [];

    /// <summary>
    /// A machine with two disks, of which the second's size is no multiple of what changes are told by.
    /// </summary>
    public static async Task<ReplicatedMachine> StartAsync(SourceReading? reading = null, params string[] arguments)
    {
        var vcsim = Vcsim.Start(["-machines", "1", "-plain", .. arguments]);
        Machine? found = null;
        await using (var discovery = vcsim.Open(vcsim.Front, vcsim.Thumbprint))
        {
            await foreach (var item in discovery.DiscoverAsync(
                new DiscoveryRequest { SourceName = "vc" }, null, default))
                found ??= item.Machine;
        }
        var guest = await VcsimMachine.WithDisksAsync(vcsim, found!.Name, 9 * MiB, 3 * MiB + 512);
        var machine = new ReplicatedMachine(vcsim) { Guest = guest, Inventory = found, Source = null! };
        machine.Source = machine.Open(reading ?? new SourceReading());
        await guest.SetAsync("power", "poweredOff");
        await guest.WriteAsync(2000, 0, Noise.Bytes(1, 4096));
        await guest.WriteAsync(2000, 5 * MiB + 512, Noise.Bytes(2, MiB));
        await guest.WriteAsync(2001, 3 * MiB, Noise.Bytes(3, 512));
        return machine;
    }

    public IReplicationSource Open(SourceReading reading) => ReplicationSources.Open(
        Inventory, reading, new VMwareConnection { Server = Vcsim.Front.AbsoluteUri,
            CertificateThumbprint = Vcsim.Thumbprint },
        new SourceOpening
        {
            Credential = new SourceCredential(Vcsim.User, new NetworkCredential("", Vcsim.Password).SecurePassword),
            Folder = _folder.Path,
            Warn = Warnings.Add,
        });

    /// <summary>
    /// One cycle: a point, all or what changed of each disk, the point's end. Gives the bytes that were read.
    /// </summary>
    public async Task<long> CycleAsync(string point, Func<Task>? midway = null)
    {
        var machine = await Source.DescribeAsync();
        await using var taken = await Source.TakePointAsync(point, quiesce: false);
        if (midway is not null)
            await midway();
        long read = 0;
        foreach (var disk in machine.Disks)
            read += await CopyAsync(taken, disk);
        await taken.ReleaseAsync();
        return read;
    }

    /// <summary>Copies a disk of a point, or what changed of it since the copy before.</summary>
    public async Task<long> CopyAsync(ISourcePoint point, SourceDisk disk)
    {
        using var opened = await point.OpenDiskAsync(disk.Key);
        if (!_targets.TryGetValue(disk.Key, out var target))
            _targets[disk.Key] = target = FixedVhdTarget.Create(_folder.File(disk.Key + ".vhd"), disk.CapacityBytes);
        var result = await DiskCopy.RunAsync(
            opened, target, new DiskCopyOptions { Since = _marks.GetValueOrDefault(disk.Key) });
        _marks[disk.Key] = opened.Mark;
        return result.ReadBytes;
    }

    /// <summary>Seals the copies; they must be what the guest reads of its disks now.</summary>
    public async Task AssertSameAsync()
    {
        foreach (var (key, _) in Guest.Disks)
        {
            var target = _targets[$"{key}"];
            await target.SealAsync();
            target.Dispose();
            var expected = await Guest.ReadAsync(key);
            var copied = await File.ReadAllBytesAsync(_folder.File(key + ".vhd"));
            Assert.True(expected.AsSpan().SequenceEqual(copied.AsSpan(0, expected.Length)), $"Disk {key} differs.");
        }
    }

    /// <summary>Random writes of the guest's: what the copies have to come to know of.</summary>
    public async Task WriteAsync(Random random, int writes)
    {
        for (var i = 0; i < writes; i++)
        {
            var disk = random.Next(2);
            var sectors = (disk == 0 ? 9 * MiB : 3 * MiB + 512) / 512;
            var count = random.Next(1, 300);
            var at = random.Next(sectors - count);
            var zeros = random.Next(4) == 0;
            await Guest.WriteAsync(
                2000 + disk, at * 512L, zeros ? new byte[count * 512] : Noise.Bytes(random.Next(), count * 512));
        }
    }

    /// <summary>Names of the machine's snapshots.</summary>
    public IReadOnlyList<string> Snapshots()
    {
        var found = new Govc(Vcsim.Direct).Collect("VirtualMachine", "name", "snapshot");
        var machine = found.Single(each => each.Value.Text("name") == Guest.Name).Value;
        return machine.Properties.TryGetValue("snapshot", out var info)
            && info.ValueKind == System.Text.Json.JsonValueKind.Object
            ? [.. Names(info.GetProperty("RootSnapshotList"))] : [];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var target in _targets.Values)
            target.Dispose();
        await Source.DisposeAsync();
        var rejections = Vcsim.Rejections;
        Vcsim.Dispose();
        _folder.Dispose();
        Assert.Empty(rejections);
    }

    private static IEnumerable<string> Names(System.Text.Json.JsonElement trees)
    {
        if (trees.ValueKind != System.Text.Json.JsonValueKind.Array)
            yield break;
        foreach (var tree in trees.EnumerateArray())
        {
            yield return tree.GetProperty("Name").GetString()!;
            if (tree.TryGetProperty("ChildSnapshotList", out var children))
            {
                foreach (var name in Names(children))
                    yield return name;
            }
        }
    }
}
