using AzMigrate.Replication;
using AzMigrate.Replication.DiskFormats;
using AzMigrate.Replication.Targets;
using AzMigrate.Tests.Replication.Images;

namespace AzMigrate.Tests.Replication;

public sealed class CopyTests
{
    private const int MiB = 1 << 20;

    [Fact]
    public async Task Blocks_come_in_order_with_their_checksums_and_two_at_most_are_under_way()
    {
        var source = new FakeSource(40 * MiB, new DiskExtent(MiB, 30 * MiB))
        {
            Before = FakeSource.UntilTwo(4 * MiB),
        };
        using var target = new FakeTarget(40 * MiB) { IsBlank = true };
        var journal = new RecordedJournal();
        var progress = new List<DiskCopyProgress>();

        var result = await DiskCopy.RunAsync(source, target, new DiskCopyOptions
        {
            Journal = journal,
            Progress = new Recorder(progress),
        });

        Assert.Equal(source.Bytes, target.Bytes);
        Assert.Equal(32 * MiB, result.ReadBytes);
        Assert.Equal(Enumerable.Range(0, 8).Select(i => new DiskExtent(i * 4 * MiB, 4 * MiB)),
            journal.Written.Select(each => each.Extent));
        Assert.All(journal.Written, each => Assert.Equal(
            Crc64.Of(source.Bytes.AsSpan((int)each.Extent.Offset, (int)each.Extent.Length)), each.Sum));
        Assert.All(journal.Written, each => Assert.True(each.ClaimedBefore >= each.Extent.End));
        Assert.Equal(2, source.MostUnderWay);
        Assert.Equal(32 * MiB, progress[^1].PositionBytes);
        Assert.Equal(1, target.Flushes);
    }

    [Fact]
    public async Task Zeros_are_not_written_to_a_blank_target_and_cleared_on_another()
    {
        var source = new FakeSource(12 * MiB, new DiskExtent(0, 8 * MiB));
        Array.Clear(source.Bytes, 2 * MiB, 3 * MiB);
        Array.Clear(source.Bytes, 6 * MiB + 100, 5000);
        using var blank = new FakeTarget(13 * MiB) { IsBlank = true };
        using var used = new FakeTarget(13 * MiB);
        used.Bytes.AsSpan().Fill(0xEE);

        var onBlank = await DiskCopy.RunAsync(source, blank);
        var onUsed = await DiskCopy.RunAsync(source, used);

        Assert.Equal([.. source.Bytes, .. new byte[MiB]], blank.Bytes);
        Assert.Equal(blank.Bytes, used.Bytes);
        Assert.Equal(5 * MiB, onBlank.WrittenBytes);
        Assert.Equal(0, onBlank.ClearedBytes);
        Assert.Equal(13 * MiB - 5 * MiB, onUsed.ClearedBytes);
        Assert.All(blank.Writes, write => Assert.False(Zeros.IsZero(write)));
    }

    [Fact]
    public async Task A_block_that_is_written_whole_goes_with_its_sum_and_a_part_of_one_without()
    {
        var source = new FakeSource(12 * MiB, new DiskExtent(0, 12 * MiB));
        Array.Clear(source.Bytes, 5 * MiB, MiB);
        using var target = new FakeTarget(12 * MiB) { IsBlank = true };

        await DiskCopy.RunAsync(source, target, new DiskCopyOptions { Journal = new RecordedJournal() });

        Assert.Equal(
            [Crc64.Of(source.Bytes.AsSpan(0, 4 * MiB)), null, null, Crc64.Of(source.Bytes.AsSpan(8 * MiB, 4 * MiB))],
            target.Sums);
    }

    [Fact]
    public async Task A_delta_leaves_alone_what_did_not_change()
    {
        var source = new FakeSource(
            12 * MiB, new DiskExtent(0, 12 * MiB)) { Changed = [new(MiB, 4096), new(9 * MiB, MiB)] };
        Array.Clear(source.Bytes, 9 * MiB, MiB);
        using var target = new FakeTarget(12 * MiB);
        target.Bytes.AsSpan().Fill(0xEE);

        var result = await DiskCopy.RunAsync(source, target, new DiskCopyOptions { Since = "mark" });

        var expected = new byte[12 * MiB];
        expected.AsSpan().Fill(0xEE);
        source.Bytes.AsSpan(MiB, 4096).CopyTo(expected.AsSpan(MiB));
        expected.AsSpan(9 * MiB, MiB).Clear();
        Assert.Equal(expected, target.Bytes);
        Assert.Equal((4096L + MiB, 4096L, (long)MiB), (result.ReadBytes, result.WrittenBytes, result.ClearedBytes));
    }

    [Fact]
    public async Task A_read_that_fails_ends_the_copy_and_leaves_no_read_behind()
    {
        var source = new FakeSource(40 * MiB, new DiskExtent(0, 40 * MiB)) { FailAt = 8 * MiB };
        using var target = new FakeTarget(40 * MiB) { IsBlank = true };
        var journal = new RecordedJournal();

        var failed = await Assert.ThrowsAsync<MigrateException>(
            () => DiskCopy.RunAsync(source, target, new DiskCopyOptions { Journal = journal }));

        Assert.Equal("Disk.Unreadable", failed.Code);
        Assert.Equal([new DiskExtent(0, 4 * MiB), new DiskExtent(4 * MiB, 4 * MiB)],
            journal.Written.Select(each => each.Extent));
        Assert.Equal(0, source.UnderWay);
    }

    [Fact]
    public async Task A_write_that_fails_ends_the_copy_and_leaves_no_read_behind()
    {
        var source = new FakeSource(40 * MiB, new DiskExtent(0, 40 * MiB));
        using var target = new FakeTarget(40 * MiB) { IsBlank = true, FailAt = 4 * MiB };

        Assert.Equal("Disk.Unwritable",
            (await Assert.ThrowsAsync<MigrateException>(() => DiskCopy.RunAsync(source, target))).Code);
        Assert.Equal(0, source.UnderWay);
    }

    [Fact]
    public async Task Cancelling_ends_the_copy_and_leaves_no_read_behind()
    {
        var source = new FakeSource(40 * MiB, new DiskExtent(0, 40 * MiB));
        using var target = new FakeTarget(40 * MiB) { IsBlank = true };
        using var cancellation = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DiskCopy.RunAsync(
            source, target, new DiskCopyOptions { Journal = new RecordedJournal { OnWritten = cancellation.Cancel } },
            cancellation.Token));

        Assert.Equal(0, source.UnderWay);
        Assert.InRange(source.Reads, 1, 3);
    }

    [Fact]
    public async Task Two_blocks_are_written_at_once_where_the_target_takes_that()
    {
        var source = new FakeSource(40 * MiB, new DiskExtent(0, 40 * MiB))
        {
            Before = FakeSource.UntilTwo(4 * MiB),
        };
        var second = new TaskCompletionSource();
        using var target = new FakeTarget(40 * MiB)
        {
            IsBlank = true,
            TakesConcurrentWrites = true,
            Before = async (offset, cancellation) =>
            {
                if (offset == 4 * MiB)
                    second.SetResult();
                if (offset == 0)
                    await second.Task.WaitAsync(cancellation);
            },
        };
        var journal = new RecordedJournal();

        await DiskCopy.RunAsync(source, target, new DiskCopyOptions { Journal = journal });

        Assert.Equal(source.Bytes, target.Bytes);
        Assert.Equal(2, target.MostUnderWay);
        Assert.Equal(2, source.MostUnderWay);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => 4L * MiB * i), journal.Offsets);
        Assert.All(journal.Written, each => Assert.True(each.ClaimedBefore >= each.Extent.End));
    }

    [Fact]
    public async Task Another_target_gets_one_write_at_a_time_while_the_next_block_is_read()
    {
        var source = new FakeSource(40 * MiB, new DiskExtent(0, 40 * MiB));
        using var target = new FakeTarget(40 * MiB)
        {
            IsBlank = true,
            Before = async (offset, cancellation) =>
            {
                while (source.Ended < Math.Min(10, offset / (4 * MiB) + 2))
                    await Task.Delay(1, cancellation);
            },
        };

        await DiskCopy.RunAsync(source, target, new DiskCopyOptions { Journal = new RecordedJournal() });

        Assert.Equal(source.Bytes, target.Bytes);
        Assert.Equal(1, target.MostUnderWay);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"write {4 * i}"), target.Done);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_written_and_not_noted_is_two_blocks_at_most(bool isConcurrent)
    {
        var source = new FakeSource(60 * MiB, new DiskExtent(0, 60 * MiB));
        var journal = new RecordedJournal();
        var random = new Random(1);
        var (begun, most) = (0, 0);
        using var target = new FakeTarget(60 * MiB)
        {
            IsBlank = true,
            TakesConcurrentWrites = isConcurrent,
            Before = (_, cancellation) =>
            {
                lock (random)
                {
                    most = Math.Max(most, ++begun - journal.Noted);
                    return Task.Delay(random.Next(8), cancellation);
                }
            },
        };

        await DiskCopy.RunAsync(source, target, new DiskCopyOptions { Journal = journal });

        Assert.Equal(source.Bytes, target.Bytes);
        Assert.Equal(15, journal.Written.Count);
        Assert.Equal(2, most);
    }

    [Fact]
    public async Task Clears_between_blocks_come_in_order_also_where_writes_go_on_at_once()
    {
        var source = new FakeSource(28 * MiB, new DiskExtent(0, 8 * MiB), new DiskExtent(16 * MiB, 8 * MiB));
        using var target = new FakeTarget(28 * MiB)
        {
            TakesConcurrentWrites = true,
            Before = (_, cancellation) => Task.Delay(20, cancellation),
        };
        target.Bytes.AsSpan().Fill(0xEE);
        var journal = new RecordedJournal();

        await DiskCopy.RunAsync(source, target, new DiskCopyOptions { Journal = journal });

        Assert.Equal(source.Bytes, target.Bytes);
        Assert.Equal(Enumerable.Range(0, 7).Select(i => 4L * MiB * i), journal.Offsets);
        Assert.Equal(["write 0", "write 4"], target.Done.Take(2).Order());
        Assert.Equal(["clear 8", "clear 12"], target.Done.Skip(2).Take(2));
        Assert.Equal(["write 16", "write 20"], target.Done.Skip(4).Take(2).Order());
        Assert.Equal(["clear 24"], target.Done.Skip(6));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public async Task Of_two_writes_one_that_fails_ends_the_copy_and_leaves_none_behind(int failsAtMiB)
    {
        var source = new FakeSource(40 * MiB, new DiskExtent(0, 40 * MiB));
        var second = new TaskCompletionSource();
        using var target = new FakeTarget(40 * MiB)
        {
            IsBlank = true,
            TakesConcurrentWrites = true,
            Before = async (offset, cancellation) =>
            {
                if (offset > 0)
                    second.TrySetResult();
                await second.Task.WaitAsync(cancellation);
                if (offset == failsAtMiB * MiB)
                    throw new MigrateException("Disk.Unwritable", "Full.", "Free space.");
                // Of the others that which began later than the failed one does not end before it is told to.
                if (offset > failsAtMiB * MiB)
                    await Task.Delay(Timeout.Infinite, cancellation);
            },
        };
        var journal = new RecordedJournal();

        var failed = await Assert.ThrowsAsync<MigrateException>(
            () => DiskCopy.RunAsync(source, target, new DiskCopyOptions { Journal = journal }));

        Assert.Equal("Disk.Unwritable", failed.Code);
        Assert.Equal(failsAtMiB == 0 ? [] : new long[] { 0 }, journal.Offsets);
        Assert.Equal((0, 0), (source.UnderWay, target.UnderWay));
    }

    [Fact]
    public async Task A_comparison_finds_the_blocks_that_differ_wherever_only_one_has_data()
    {
        var left = new FakeSource(20 * MiB, new(0, 2 * MiB), new(16 * MiB, MiB));
        var right = new FakeSource(21 * MiB, new(0, 2 * MiB), new(8 * MiB, MiB), new(20 * MiB, MiB));
        Array.Copy(left.Bytes, right.Bytes, 2 * MiB);
        right.Bytes[MiB] ^= 1;

        var result = await DiskComparison.RunAsync(left, right);

        Assert.False(result.IsSame);
        Assert.Equal([new(0, 2 * MiB), new(8 * MiB, MiB), new(16 * MiB, MiB), new(20 * MiB, MiB)], result.Differences);
        Assert.Equal(5 * MiB, result.ComparedBytes);
        Assert.True((await DiskComparison.RunAsync(left, left)).IsSame);
    }

    [Fact]
    public async Task A_copy_through_a_cap_is_the_same_copy()
    {
        var source = new FakeSource(8 * MiB, new DiskExtent(0, 8 * MiB));
        using var target = new FakeTarget(8 * MiB) { IsBlank = true };
        var clock = new FakeClock();
        var cap = new BandwidthCap(new BandwidthSchedule(MiB, []), clock);

        await DiskCopy.RunAsync(source, target, new DiskCopyOptions { Bandwidth = cap });

        Assert.Equal(source.Bytes, target.Bytes);
        Assert.InRange(clock.Elapsed.TotalSeconds, 7.7, 8.3);
        Assert.All(target.Writes, write => Assert.True(write.Length <= MiB / 4));
    }

    [Fact]
    public async Task An_image_copies_the_same_at_any_cancellation_and_again()
    {
        using var folder = new ImageFolder();
        var raw = folder.Raw("disk.img", 30 * MiB, (0, 5 * MiB), (20 * MiB, 9 * MiB));
        using var source = DiskImage.Open(raw);
        using var target = FixedVhdTarget.Create(folder.File("a.vhd"), source.CapacityBytes);
        for (var blocks = 0; blocks < 4; blocks++)
        {
            using var cancellation = new CancellationTokenSource();
            var left = blocks;
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => DiskCopy.RunAsync(source, target, new DiskCopyOptions
            {
                Journal = new RecordedJournal
                {
                    OnWritten = () =>
                    {
                        if (left-- == 0)
                            cancellation.Cancel();
                    },
                },
            }, cancellation.Token));
        }
        await DiskCopy.RunAsync(source, target);
        await target.SealAsync();
        target.Dispose();

        using var written = DiskImage.Open(folder.File("a.vhd"));
        Assert.True((await DiskComparison.RunAsync(source, written)).IsSame);
    }

    private sealed class Recorder(List<DiskCopyProgress> told) : IProgress<DiskCopyProgress>
    {
        public void Report(DiskCopyProgress value) => told.Add(value);
    }
}
