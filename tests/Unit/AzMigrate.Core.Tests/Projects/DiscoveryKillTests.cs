using AzMigrate.Discovery.VMware;
using AzMigrate.Projects;
using AzMigrate.Tests.Discovery.VMware;
using Xunit.Abstractions;

namespace AzMigrate.Tests.Projects;

/// <summary>
/// A process that is killed while it discovers leaves each machine whole, as it is or as it was, and marks none as
/// gone; the same discovery again finishes the job.
/// </summary>
public sealed class DiscoveryKillTests(ITestOutputHelper output)
{
    private const int Kills = 20;
    private const int Machines = 3000;

    [Fact]
    public async Task After_a_kill_at_any_moment_machines_are_whole_and_the_next_discovery_finishes()
    {
        using var folder = new TestFolder();
        var estate = new Estate { PageObjects = 250 };
        using var server = new SdkServer(estate.Answer);
        using (var made = MigrateProject.Create(folder.Path))
            made.Sources.Save(FakeSource.Settings());
        var random = new Random(20260301);
        var parts = 0;

        for (var round = 1; round <= Kills; round++)
        {
            // Every machine changes, and one of those before is gone.
            for (var i = round; i < Machines; i++)
                estate.Machines[IdOf(i)] = MachineOf(i, round);
            estate.Machines.Remove(IdOf(round - 1));
            Kill(folder.Path, server.Address, estate, random);

            using var project = MigrateProject.Open(folder.Path);
            var changed = project.Machines.Get(MachineQuery.All).Count(machine => RoundOf(machine) == round);
            Assert.True(changed % 500 == 0 || changed == Machines - round, $"{changed} machines are of round {round}.");
            parts += changed > 0 && changed < Machines - round ? 1 : 0;
            var gone = project.Machines.Get(new MachineQuery { IsGone = true }).Count();
            Assert.True(gone == Math.Max(0, round - 2) || (gone == round - 1 && changed == Machines - round));

            estate.EndSession();
            await using var live = VMwareSource.Open(Wire.Client(server));
            await new DiscoveryRun(project.Sources.Get().Single(), live).RunAsync();
            Assert.Equal(Machines - round,
                project.Machines.Get(new MachineQuery { IsGone = false }).Count(machine => RoundOf(machine) == round));
            Assert.Equal(round - 1, project.Machines.Get(new MachineQuery { IsGone = true }).Count());
        }

        output.WriteLine($"{parts} of {Kills} kills came when some machines were saved and others not.");
        Assert.InRange(parts, 1, Kills);
    }

    private static void Kill(string folder, string address, Estate estate, Random random)
    {
        using var process = KillTarget.Start("discover", folder, address);
        // After some batches were read, and a while more.
        for (var lines = random.Next(3, 16); lines > 0 && process.StandardOutput.ReadLine() is not null; lines--)
        {
        }
        Thread.Sleep(random.Next(60));
        process.Kill();
        process.WaitForExit();
        estate.EndSession();
    }

    private static string IdOf(int i) => FormattableString.Invariant($"vm-{i:0000}");

    private static string MachineOf(int i, int round) => Estate.Machine(i)
        .Replace($"server{i:0000}", $"server{i:0000} {round}", StringComparison.Ordinal)
        .Replace("<numCPU>4<", $"<numCPU>{round}<", StringComparison.Ordinal)
        .Replace("<memoryMB>8192<", $"<memoryMB>{round * 4}<", StringComparison.Ordinal);

    private static int RoundOf(ProjectMachine machine)
    {
        Assert.EndsWith($" {machine.Cores}", machine.Name, StringComparison.Ordinal);
        Assert.Equal(4L * machine.Cores, machine.MemoryMiB);
        return machine.Cores;
    }
}
