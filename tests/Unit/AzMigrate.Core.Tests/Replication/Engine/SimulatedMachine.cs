using AzMigrate.Inventory;
using AzMigrate.Replication;

namespace AzMigrate.Tests.Replication.Engine;

/// <summary>
/// A machine whose disks are in memory, with snapshots and change tracking as vSphere has them. It lives on while the
/// runs that work with it die.
/// </summary>
internal sealed class SimulatedMachine(params int[] capacities)
{
    public const int Sector = 512;
    private int _version;

    public Faults Faults { get; } = new();

    public List<SimulatedDisk> Disks { get; } =
        [.. capacities.Select(
            (bytes, i) => new SimulatedDisk(FormattableString.Invariant($"{2000 + i}"), new byte[bytes]))];

    public Dictionary<string, SimulatedPoint> Points { get; } = [];

    public PowerState Power { get; set; } = PowerState.On;

    public bool HasPower { get; set; } = true;

    public bool TellsChanges { get; set; } = true;

    /// <summary>True where digests of its blocks are told.</summary>
    public bool TellsDigests { get; set; }

    /// <summary>What writes to the first disk, where no point holds it still.</summary>
    public string? InUse { get; set; }

    /// <summary>
    /// False where a point is only a name: what is written while it is read can be told afterwards alone.
    /// </summary>
    public bool HoldsStill { get; set; } = true;

    /// <summary>Done before each read.</summary>
    public Action? WhenRead { get; set; }

    /// <summary>Done when a point was taken.</summary>
    public Action? WhenTaken { get; set; }

    /// <summary>The content that the point which was given up last had.</summary>
    public byte[][] LastReleased { get; private set; } = [];

    public int PointsTaken { get; private set; }

    public void Write(int disk, int offset, byte[] bytes)
    {
        bytes.CopyTo(Disks[disk].Bytes, offset);
        Disks[disk].Log.Add((++_version, new DiskExtent(offset, bytes.Length)));
    }

    /// <summary>Change tracking forgets all, as after a host's failure.</summary>
    public void ResetTracking() => Disks.ForEach(disk => disk.Reset());

    public static string Stamp(SimulatedDisk disk) => FormattableString.Invariant($"{disk.Log.Count}");

    public SimulatedPoint Take(string name)
    {
        if (Points.TryGetValue(name, out var there))
            return there;
        PointsTaken++;
        var point = new SimulatedPoint(
            [.. Disks.Select(disk => (byte[])disk.Bytes.Clone())],
            [.. Disks.Select(disk => $"{disk.Tracking}/{_version}")]);
        Points.Add(name, point);
        return point;
    }

    public void Release(string name)
    {
        if (Points.Remove(name, out var point))
            LastReleased = point.Bytes;
    }
}

internal sealed class SimulatedDisk(string key, byte[] bytes)
{
    public string Key => key;

    public byte[] Bytes { get; } = bytes;

    public Guid Tracking { get; private set; } = Guid.NewGuid();

    public List<(int Version, DiskExtent Extent)> Log { get; } = [];

    public void Reset()
    {
        Tracking = Guid.NewGuid();
        Log.Clear();
    }
}

internal sealed record SimulatedPoint(byte[][] Bytes, string[] Marks);

/// <summary>The machine as a run sees it.</summary>
internal sealed class SimulatedSource(SimulatedMachine machine) : IReplicationSource
{
    public Task<SourceMachine> DescribeAsync(CancellationToken cancellation = default)
    {
        machine.Faults.Meet("describe");
        return Task.FromResult(new SourceMachine
        {
            Name = "web01",
            Power = machine.Power,
            HasPower = machine.HasPower,
            Disks = [.. machine.Disks.Select((disk, i) => new SourceDisk
            {
                Key = disk.Key, Name = $"Hard disk {i + 1}", CapacityBytes = disk.Bytes.Length, ReadBy = "memory",
                BaseFile = $"[ds1] web01/web01_{i}.vmdk", IsOperatingSystemDisk = i == 0,
                TellsChanges = machine.TellsChanges,
                InUse = i == 0 ? machine.InUse : null,
                WriteStamp = machine.HoldsStill ? null : SimulatedMachine.Stamp(disk),
            })],
        });
    }

    public async Task<ISourcePoint> TakePointAsync(string name, bool quiesce, CancellationToken cancellation = default)
    {
        machine.Faults.Meet("before take");
        await Task.Yield();
        var point = machine.Take(name);
        machine.WhenTaken?.Invoke();
        machine.Faults.Meet("after take");
        return new Point(machine, name, point);
    }

    public Task RemovePointsAsync(string prefix, string? except, CancellationToken cancellation = default)
    {
        foreach (var name in machine.Points.Keys.Where(
            name => name.StartsWith(prefix, StringComparison.Ordinal) && name != except).ToList())
        {
            machine.Faults.Meet("remove point");
            machine.Release(name);
        }

        return Task.CompletedTask;
    }

    public Task StopMachineAsync(TimeSpan patience, CancellationToken cancellation = default)
    {
        machine.Faults.Meet("before power off");
        machine.Power = PowerState.Off;
        machine.Faults.Meet("after power off");
        return Task.CompletedTask;
    }

    public Task StartMachineAsync(CancellationToken cancellation = default)
    {
        machine.Faults.Meet("before power on");
        machine.Power = PowerState.On;
        machine.Faults.Meet("after power on");
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => default;

    private sealed class Point(SimulatedMachine machine, string name, SimulatedPoint point) : ISourcePoint
    {
        public Task<IDiskSource> OpenDiskAsync(string key, CancellationToken cancellation = default)
        {
            machine.Faults.Meet("open disk");
            var disk = machine.Disks.FindIndex(disk => disk.Key == key);
            return Task.FromResult<IDiskSource>(
                machine.TellsDigests ? new DigestedDisk(machine, disk, point) : new PointDisk(machine, disk, point));
        }

        public Task ReleaseAsync(CancellationToken cancellation = default)
        {
            machine.Faults.Meet("before release");
            machine.Release(name);
            machine.Faults.Meet("after release");
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => default;
    }

    private sealed class DigestedDisk(SimulatedMachine machine, int disk, SimulatedPoint point)
        : PointDisk(machine, disk, point), IDigestedDisk
    {
        public override IAsyncEnumerable<DiskExtent> AllocatedAsync(CancellationToken cancellation = default) =>
            DiskBlocks.WholeAsync(CapacityBytes);

        public async IAsyncEnumerable<BlockDigest> DigestsAsync(
            long firstBlock, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation =
                default)
        {
            for (var block = firstBlock; block * DiskBlocks.Bytes < CapacityBytes; block++)
            {
                Machine.Faults.Meet("digest");
                await Task.Yield();
                var extent = DiskBlocks.At(block, CapacityBytes);
                var bytes = Bytes.AsSpan((int)extent.Offset, (int)extent.Length).ToArray();
                yield return BlockDigest.Of(bytes, bytes.Length);
            }
        }
    }

    private class PointDisk(SimulatedMachine machine, int disk, SimulatedPoint point) : IDiskSource
    {
        protected SimulatedMachine Machine => machine;

        protected byte[] Bytes => point.Bytes[disk];

        public long CapacityBytes => point.Bytes[disk].Length;

        public string? Mark => machine.TellsChanges ? point.Marks[disk] : null;

        public virtual async IAsyncEnumerable<DiskExtent> AllocatedAsync(
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation = default)
        {
            var bytes = point.Bytes[disk];
            long start = -1;
            for (long at = 0; at <= bytes.Length; at += 1 << 16)
            {
                var isData = at < bytes.Length
                    && !Zeros.IsZero(bytes.AsSpan((int)at, (int)Math.Min(1 << 16, bytes.Length - at)));
                if (isData && start < 0)
                    start = at;
                if (!isData && start >= 0)
                {
                    machine.Faults.Meet("allocated");
                    await Task.Yield();
                    yield return new DiskExtent(start, at - start);
                    start = -1;
                }
            }

            if (start >= 0)
                yield return new DiskExtent(start, bytes.Length - start);
        }

        public async IAsyncEnumerable<DiskExtent> ChangedAsync(
            string mark, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation =
                default)
        {
            machine.Faults.Meet("changes");
            await Task.Yield();
            var parts = mark.Split('/');
            if (parts[0] != point.Marks[disk].Split('/')[0] || parts[0] != machine.Disks[disk].Tracking.ToString())
                throw new MigrateException("Disk.ChangesUnknown", "Change tracking was reset.", "Copy all.");
            var (from, to) = (Version(mark), Version(point.Marks[disk]));
            var merger = new ExtentMerger();
            foreach (var extent in machine.Disks[disk].Log.Where(entry => entry.Version > from && entry.Version <= to)
                .Select(entry => entry.Extent).OrderBy(extent => extent.Offset))
            {
                if (merger.Add(extent, merger.Touches(extent)) is DiskExtent whole)
                    yield return whole;
            }

            if (merger.Last is DiskExtent last)
                yield return last;
        }

        public async Task ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default)
        {
            machine.Faults.Meet("read");
            machine.WhenRead?.Invoke();
            await Task.Yield();
            point.Bytes[disk].AsSpan((int)offset, buffer.Length).CopyTo(buffer.Span);
        }

        public void Dispose()
        {
        }

        private static int Version(string mark) =>
            int.Parse(mark.Split('/')[1], System.Globalization.CultureInfo.InvariantCulture);
    }
}
