using System.Globalization;
using System.Runtime.CompilerServices;
using AzMigrate.Inventory;
using AzMigrate.Replication;

namespace AzMigrate.Tests.Replication.Engine;

/// <summary>
/// A machine whose disks, snapshots, change log and power are files, so that it outlives the processes that work with
/// it.
/// </summary>
internal sealed class FileMachine(string folder) : IReplicationSource
{
    private string Log => Path.Combine(folder, "changes");

    private string Points => Path.Combine(folder, "points");

    private string Off => Path.Combine(folder, "off");

    public bool IsOn => !File.Exists(Off);

    public IReadOnlyList<string> PointNames =>
        Directory.Exists(Points) ? [.. Directory.GetDirectories(Points).Select(path => Path.GetFileName(path)!)] : [];

    public static FileMachine Create(string folder, params int[] capacities)
    {
        Directory.CreateDirectory(folder);
        for (var i = 0; i < capacities.Length; i++)
            File.WriteAllBytes(DiskOf(folder, i), new byte[capacities[i]]);
        return new FileMachine(folder);
    }

    public byte[] Content(int disk) => File.ReadAllBytes(DiskOf(folder, disk));

    public int DiskCount => Directory.GetFiles(folder, "disk*.img").Length;

    /// <summary>The guest writes. The log knows it first: it may say too much, never too little.</summary>
    public void Write(int disk, long offset, byte[] bytes)
    {
        File.AppendAllText(Log, FormattableString.Invariant($"{disk} {offset} {bytes.Length}\n"));
        using var file = new FileStream(DiskOf(folder, disk), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.Position = offset;
        file.Write(bytes);
    }

    public Task<SourceMachine> DescribeAsync(CancellationToken cancellation = default) =>
        Task.FromResult(new SourceMachine
    {
        Name = "web01",
        Power = IsOn ? PowerState.On : PowerState.Off,
        HasPower = true,
        Disks = [.. Enumerable.Range(0, DiskCount).Select(i => new SourceDisk
        {
            Key = i.ToString(CultureInfo.InvariantCulture), Name = $"Disk {i}", ReadBy = "file", TellsChanges = true,
            CapacityBytes = new FileInfo(DiskOf(folder, i)).Length, BaseFile = $"disk{i}.img",
            IsOperatingSystemDisk = i == 0,
        })],
    });

    public Task<ISourcePoint> TakePointAsync(string name, bool quiesce, CancellationToken cancellation = default)
    {
        var point = Path.Combine(Points, name);
        if (!Directory.Exists(point))
        {
            var partial = Path.Combine(folder, "partial-" + Guid.NewGuid().ToString("N"));
            Directory.CreateDirectory(partial);
            for (var i = 0; i < DiskCount; i++)
                File.Copy(DiskOf(folder, i), DiskOf(partial, i));
            File.WriteAllText(Path.Combine(partial, "version"), Lines().Length.ToString(CultureInfo.InvariantCulture));
            Directory.CreateDirectory(Points);
            Directory.Move(partial, point);
        }

        return Task.FromResult<ISourcePoint>(new Point(this, point));
    }

    public Task RemovePointsAsync(string prefix, string? except, CancellationToken cancellation = default)
    {
        foreach (var name in PointNames.Where(
            name => name.StartsWith(prefix, StringComparison.Ordinal) && name != except))
            Directory.Delete(Path.Combine(Points, name), recursive: true);
        return Task.CompletedTask;
    }

    public Task StopMachineAsync(TimeSpan patience, CancellationToken cancellation = default)
    {
        File.WriteAllText(Off, "");
        return Task.CompletedTask;
    }

    public Task StartMachineAsync(CancellationToken cancellation = default)
    {
        File.Delete(Off);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync() => default;

    private static string DiskOf(string folder, int disk) =>
        Path.Combine(folder, FormattableString.Invariant($"disk{disk}.img"));

    private string[] Lines() => File.Exists(Log) ? File.ReadAllLines(Log) : [];

    private sealed class Point(FileMachine machine, string path) : ISourcePoint
    {
        public Task<IDiskSource> OpenDiskAsync(string key, CancellationToken cancellation = default) =>
            Task.FromResult<IDiskSource>(new PointDisk(machine, path, int.Parse(key, CultureInfo.InvariantCulture)));

        public Task ReleaseAsync(CancellationToken cancellation = default)
        {
            // Gone at once: a half-removed folder is no point any more.
            var gone = path + "-gone";
            if (Directory.Exists(path))
                Directory.Move(path, gone);
            if (Directory.Exists(gone))
                Directory.Delete(gone, recursive: true);
            return Task.CompletedTask;
        }

        public ValueTask DisposeAsync() => default;
    }

    private sealed class PointDisk : IDiskSource
    {
        private readonly FileMachine _machine;
        private readonly FileStream _file;
        private readonly int _disk;
        private readonly int _version;

        public PointDisk(FileMachine machine, string point, int disk)
        {
            (_machine, _disk) = (machine, disk);
            _file = File.OpenRead(DiskOf(point, disk));
            _version = int.Parse(File.ReadAllText(Path.Combine(point, "version")), CultureInfo.InvariantCulture);
        }

        public long CapacityBytes => _file.Length;

        public string? Mark => _version.ToString(CultureInfo.InvariantCulture);

        public async IAsyncEnumerable<DiskExtent> AllocatedAsync(
            [EnumeratorCancellation] CancellationToken cancellation = default)
        {
            await Task.Yield();
            yield return new DiskExtent(0, CapacityBytes);
        }

        public async IAsyncEnumerable<DiskExtent> ChangedAsync(
            string mark, [EnumeratorCancellation] CancellationToken cancellation = default)
        {
            await Task.Yield();
            var since = int.Parse(mark, CultureInfo.InvariantCulture);
            var merger = new ExtentMerger();
            foreach (var extent in _machine.Lines().Take(_version).Skip(since).Select(line => line.Split(' '))
                .Where(parts => int.Parse(parts[0], CultureInfo.InvariantCulture) == _disk)
                .Select(parts => new DiskExtent(long.Parse(parts[1], CultureInfo.InvariantCulture),
                    long.Parse(parts[2], CultureInfo.InvariantCulture)))
                .OrderBy(extent => extent.Offset))
            {
                if (merger.Add(extent, merger.Touches(extent)) is DiskExtent whole)
                    yield return whole;
            }

            if (merger.Last is DiskExtent last)
                yield return last;
        }

        public Task ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellation = default)
        {
            var done = 0;
            while (done < buffer.Length)
            {
                var read = RandomAccess.Read(_file.SafeFileHandle, buffer.Span[done..], offset + done);
                if (read == 0)
                    throw new EndOfStreamException();
                done += read;
            }

            return Task.CompletedTask;
        }

        public void Dispose() => _file.Dispose();
    }
}
