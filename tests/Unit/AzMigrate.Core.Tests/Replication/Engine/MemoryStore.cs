using System.Collections.Concurrent;
using AzMigrate.Replication;

namespace AzMigrate.Tests.Replication.Engine;

/// <summary>Copies in memory; they live on while runs die.</summary>
internal sealed class MemoryStore(Faults faults) : IReplicaStore
{
    public ConcurrentDictionary<string, Copy> Copies { get; } = [];

    public bool CanReopen { get; set; } = true;

    public bool WritesAreDurable => true;

    public bool IsThrottled => false;

    /// <summary>Whether two blocks of a copy are written at once.</summary>
    public bool TakesConcurrentWrites { get; set; }

    public async Task<IDiskTarget> CreateAsync(ReplicaDisk disk, CancellationToken cancellation = default)
    {
        faults.Meet("before create");
        await Task.Yield();
        var copy = new Copy(new byte[(disk.CapacityBytes + (1 << 20) - 1) >> 20 << 20]);
        Copies[disk.Name] = copy;
        faults.Meet("after create");
        return new Target(copy, faults, isBlank: true, TakesConcurrentWrites);
    }

    public Task<IDiskTarget> OpenAsync(ReplicaDisk disk, CancellationToken cancellation = default)
    {
        faults.Meet("open copy");
        if (!Copies.TryGetValue(disk.Name, out var copy))
            throw new MigrateException("Disk.TargetGone", "It is gone.", "Copy again.");
        copy.IsSealed = false;
        return Task.FromResult<IDiskTarget>(new Target(copy, faults, isBlank: false, TakesConcurrentWrites));
    }

    public Task RemoveAsync(ReplicaDisk disk, CancellationToken cancellation = default)
    {
        faults.Meet("remove copy");
        Copies.TryRemove(disk.Name, out _);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
    }

    internal sealed class Copy(byte[] bytes)
    {
        private long _writtenBytes;

        public byte[] Bytes => bytes;

        public bool IsSealed { get; set; }

        public long WrittenBytes => Interlocked.Read(ref _writtenBytes);

        public void Count(int bytes) => Interlocked.Add(ref _writtenBytes, bytes);
    }

    private sealed class Target(Copy copy, Faults faults, bool isBlank, bool takesConcurrentWrites) : IDiskTarget
    {
        public long CapacityBytes => copy.Bytes.Length;

        public bool IsBlank { get; private set; } = isBlank;

        public int GapBytes => 4096;

        public bool TakesConcurrentWrites => takesConcurrentWrites;

        public async ValueTask WriteAsync(
            long offset, ReadOnlyMemory<byte> data, ulong? crc64 = null, CancellationToken cancellation = default)
        {
            IsBlank = false;
            faults.Meet("before write");
            await Task.Yield();

            // Half of it can be there when the process dies.
            var half = data.Length / 2 / 512 * 512;
            data.Span.Slice(0, half).CopyTo(copy.Bytes.AsSpan((int)offset));
            copy.Count(half);
            faults.Meet("within write");
            data.Span.Slice(half).CopyTo(copy.Bytes.AsSpan((int)offset + half));
            copy.Count(data.Length - half);
            faults.Meet("after write");
        }

        public ValueTask ClearAsync(DiskExtent extent, CancellationToken cancellation = default)
        {
            faults.Meet("clear");
            copy.Bytes.AsSpan((int)extent.Offset, (int)extent.Length).Clear();
            return default;
        }

        public ValueTask FlushAsync(CancellationToken cancellation = default) => default;

        public ValueTask SealAsync(CancellationToken cancellation = default)
        {
            faults.Meet("seal");
            copy.IsSealed = true;
            return default;
        }

        public void Dispose()
        {
        }
    }
}
