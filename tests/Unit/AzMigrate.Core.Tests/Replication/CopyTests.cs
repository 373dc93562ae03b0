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
        var source = new FakeSource(40 * MiB, new DiskExtent(MiB, 30 * MiB));
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
        Assert.Equal(Enumerable.Range(0, 8).Select(i => new DiskExtent(i * 4 * MiB, 4 * MiB)), journal.Written.Select(each => each.Extent));
        Assert.All(journal.Written, each => Assert.Equal(
            VhdxFile.Crc(source.Bytes.AsSpan((int)each.Extent.Offset, (int)each.Extent.Length)), each.Sum));
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
    public async Task A_delta_leaves_alone_what_did_not_change()
    {
        var source = new FakeSource(12 * MiB, new DiskExtent(0, 12 * MiB)) { Changed = [new(MiB, 4096), new(9 * MiB, MiB)] };
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
        Assert.Equal([new DiskExtent(0, 4 * MiB), new DiskExtent(4 * MiB, 4 * MiB)], journal.Written.Select(each => each.Extent));
        Assert.Equal(0, source.UnderWay);
    }

    [Fact]
    public async Task A_write_that_fails_ends_the_copy_and_leaves_no_read_behind()
    {
        var source = new FakeSource(40 * MiB, new DiskExtent(0, 40 * MiB));
        using var target = new FakeTarget(40 * MiB) { IsBlank = true, FailAt = 4 * MiB };

        Assert.Equal("Disk.Unwritable", (await Assert.ThrowsAsync<MigrateException>(() => DiskCopy.RunAsync(source, target))).Code);
        Assert.Equal(0, source.UnderWay);
    }

    [Fact]
    public async Task Cancelling_ends_the_copy_and_leaves_no_read_behind()
    {
        var source = new FakeSource(40 * MiB, new DiskExtent(0, 40 * MiB));
        using var target = new FakeTarget(40 * MiB) { IsBlank = true };
        using var cancellation = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DiskCopy.RunAsync(
            source, target, new DiskCopyOptions { Journal = new RecordedJournal { OnWritten = cancellation.Cancel } }, cancellation.Token));

        Assert.Equal(0, source.UnderWay);
        Assert.InRange(source.Reads, 1, 3);
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
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DiskCopy.RunAsync(source, target, new DiskCopyOptions
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
