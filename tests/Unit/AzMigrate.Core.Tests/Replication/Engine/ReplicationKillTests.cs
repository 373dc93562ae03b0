using AzMigrate.Projects;
using AzMigrate.Tests.Projects;
using AzMigrate.Tests.Replication.Images;
using Xunit.Abstractions;

namespace AzMigrate.Tests.Replication.Engine;

/// <summary>
/// A process that is killed while it replicates, tests, moves and undoes leaves copies that become right, a machine
/// that runs, and nothing else.
/// </summary>
public sealed class ReplicationKillTests(ITestOutputHelper output)
{
    // bench/soak.sh asks for more.
    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("MIGRATE_KILLS"), out var kills)
        ? kills : 50;
    private const int MiB = 1 << 20;

    [Fact]
    public async Task After_many_kills_the_copies_are_the_disks_and_nothing_is_left_behind()
    {
        using var folder = new TestFolder();
        ReplicationKillJob.Prepare(folder.Path, 14 * MiB, 5 * MiB + 512);
        new FileMachine(Path.Combine(folder.Path, "machine")).Write(0, 0, Noise.Bytes(1, 12 * MiB));
        var random = new Random(20261125);
        var states = new Dictionary<ReplicationState, int>();

        for (var kill = 0; kill < Kills; kill++)
        {
            using (var process = KillTarget.Start("replicate", folder.Path, $"{kill}"))
            {
                for (var lines = random.Next(1, 4); lines > 0 && process.StandardOutput.ReadLine() is not null; lines--)
                {
                }

                Thread.Sleep(random.Next(250));
                process.Kill();
                process.WaitForExit();
            }

            using var project = MigrateProject.Open(Path.Combine(folder.Path, "project"));
            var state = project.Replications.Get().Single().State;
            states[state] = states.GetValueOrDefault(state) + 1;
            if (kill % 10 != 9 && kill != Kills - 1)
                continue;

            KillTarget.CheckFiles(Path.Combine(folder.Path, "project"));
            await AssertSettledAsync(folder.Path, project);
        }

        output.WriteLine(string.Join(", ", states.Select(state => $"{state.Key}: {state.Value}")));
        Assert.InRange(states.Count, 3, 12);
    }

    private static async Task AssertSettledAsync(string folder, MigrateProject project)
    {
        var (machine, replication) = await ReplicationKillJob.SettleAsync(folder, project);
        Assert.Null(replication.Problem);
        Assert.True(machine.IsOn);
        Assert.Empty(machine.PointNames);
        var own = Path.Combine(folder, "copies", "azmigrate-" + replication.Id);
        Assert.Empty(Directory.GetDirectories(own));
        for (var i = 0; i < machine.DiskCount; i++)
        {
            var expected = machine.Content(i);
            var copy = File.ReadAllBytes(Path.Combine(own, $"web01-disk{i}.vhd"));
            Assert.True(expected.AsSpan().SequenceEqual(copy.AsSpan(0, expected.Length)), $"Disk {i} differs.");
        }

        Assert.Equal(machine.DiskCount, Directory.GetFiles(own).Length);
        Assert.All(project.Events.Get(), entry => Assert.True(entry.IsIntact));
    }
}
