using AzMigrate.Tests.Replication.Images;

namespace AzMigrate.Tests.Replication.Engine;

/// <summary>A thousand deaths at random places: no copy is ever wrong, and little is sent twice.</summary>
public sealed class FaultTests
{
    private const int MiB = 1 << 20;
    private const int BlockBytes = 4 * MiB;

    [Theory]
    [InlineData(1, 250, false, false)]
    [InlineData(2, 250, false, false)]
    [InlineData(3, 250, true, false)]
    [InlineData(4, 250, true, false)]
    [InlineData(5, 250, false, true)]
    [InlineData(6, 250, true, true)]
    public async Task Killed_anywhere_the_copies_are_right_in_the_end(
        int seed, int faults, bool isConcurrent, bool tellsDigests)
    {
        var random = new Random(seed);
        using var estate = new ReplicatedEstate(28 * MiB, 13 * MiB + 1536);
        estate.Store.TakesConcurrentWrites = isConcurrent;
        var machine = estate.Machine;
        (machine.TellsChanges, machine.TellsDigests) = (!tellsDigests, tellsDigests);
        machine.Write(0, 0, Noise.Bytes(seed, 20 * MiB));
        machine.Write(1, 4 * MiB, Noise.Bytes(seed + 1, 9 * MiB));
        var replication = estate.Start();
        var cycles = 0;
        while (machine.Faults.Count < faults)
        {
            machine.Faults.DieAfter(random.Next(1, 90));
            try
            {
                await estate.Run().SyncAsync(replication);
                machine.Faults.Spare();
                cycles++;
                estate.AssertCopiesHold(machine.LastReleased);
                Assert.Empty(machine.Points);
            }
            catch (KilledException)
            {
                machine.Faults.Spare();
            }

            Disturb(random, estate);
        }

        machine.Faults.Spare();
        await estate.Run().SyncAsync(replication);
        estate.AssertCopiesHold(machine.LastReleased);
        Assert.InRange(cycles, 5, int.MaxValue);
        Assert.Equal(cycles + 1, estate.Now.Cycle);
        Assert.All(estate.Project.Events.Get(), entry => Assert.True(entry.IsIntact));

        await estate.Run().StopAsync(replication);
        Assert.Empty(machine.Points);
        Assert.Empty(estate.Store.Copies);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Killed_again_and_again_within_one_cycle_no_more_than_two_blocks_a_disk_are_sent_again(
        bool isConcurrent)
    {
        var random = new Random(7);
        using var estate = new ReplicatedEstate(120 * MiB, 60 * MiB);
        estate.Store.TakesConcurrentWrites = isConcurrent;
        var machine = estate.Machine;
        machine.Write(0, 0, Noise.Bytes(1, 120 * MiB));
        machine.Write(1, 0, Noise.Bytes(2, 60 * MiB));
        var replication = estate.Start();
        var deaths = 0;
        while (true)
        {
            machine.Faults.DieAfter(random.Next(12, 70));
            try
            {
                await estate.Run().SyncAsync(replication);
                break;
            }
            catch (KilledException)
            {
                deaths++;
            }
        }

        Assert.InRange(deaths, 3, 200);
        Assert.Equal(1, machine.PointsTaken);
        var sent = estate.Store.Copies.Values.Sum(copy => copy.WrittenBytes);
        Assert.InRange(sent, 180L * MiB, 180L * MiB + deaths * 2L * 2 * BlockBytes);
        estate.AssertCopiesHold(machine.LastReleased);
    }

    // What happens at a customer's between two runs.
    private static void Disturb(Random random, ReplicatedEstate estate)
    {
        var machine = estate.Machine;
        for (var i = random.Next(3); i > 0; i--)
        {
            var disk = random.Next(2);
            var length = random.Next(1, 200) * SimulatedMachine.Sector;
            var offset = random.Next(
                (machine.Disks[disk].Bytes.Length - length) / SimulatedMachine.Sector) * SimulatedMachine.Sector;
            machine.Write(disk, offset, random.Next(4) == 0 ? new byte[length] : Noise.Bytes(random.Next(), length));
        }

        switch (random.Next(40))
        {
            case 0:
                machine.Points.Clear();
                break;
            case 1:
                machine.ResetTracking();
                break;
            // Between cycles: within one, a disk that is through is not looked at again.
            case 2 when !estate.Store.Copies.IsEmpty && estate.Now.Point is null:
                estate.Store.Copies.TryRemove(estate.Store.Copies.Keys.First(), out _);
                break;
        }
    }
}
