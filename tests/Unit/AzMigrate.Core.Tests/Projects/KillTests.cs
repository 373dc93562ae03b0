using System.Diagnostics;
using System.Globalization;
using AzMigrate.Performance;
using AzMigrate.Projects;
using Xunit.Abstractions;

namespace AzMigrate.Tests.Projects;

/// <summary>
/// A process that is killed while it saves and assesses leaves whole batches, and the same job finishes them.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Kills = 50;

    [Fact]
    public void After_a_kill_at_any_moment_whole_batches_are_there_and_the_same_job_finishes()
    {
        // A kill comes a random while after a random one of the job's steps: evenly over the job on a busy machine too.
        var (steps, length) = MeasureTheJob();
        var random = new Random(20260301);
        var moments = Enumerable.Range(0, Kills)
            .Select(_ => (Step: random.Next(steps), Share: random.NextDouble())).ToList();
        var told = new int[Kills];
        var unfinished = new bool[Kills];

        Parallel.For(0, Kills, new ParallelOptions { MaxDegreeOfParallelism = 2 }, i =>
        {
            using var folder = new TestFolder();
            var lines = KillAfter(folder.Path, moments[i].Step, moments[i].Share, length / steps);
            told[i] = lines.Count;
            unfinished[i] = !lines.Contains("assessed");
            CheckBatches(folder.Path, lines);
            KillTarget.CheckFiles(folder.Path);

            KillJob.Run(folder.Path, _ => { });

            CheckFinished(folder.Path);
            KillTarget.CheckFiles(folder.Path);
        });

        output.WriteLine($"{told.Count(count => count > 0)} of {Kills} kills came after something was told as done, "
            + $"{unfinished.Count(each => each)} before the end.");
        Assert.InRange(told.Count(count => count > 0), 20, Kills);
        Assert.InRange(unfinished.Count(each => each), 20, Kills);
    }

    [Fact]
    public async Task Two_processes_at_once_do_one_job_between_them()
    {
        using var folder = new TestFolder();
        using var first = KillTarget.Start(folder.Path);
        using var second = KillTarget.Start(folder.Path);
        foreach (var process in new[] { first, second })
        {
            var error = process.StandardError.ReadToEndAsync();
            var told = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.Equal("", await error);
            Assert.EndsWith("assessed", told.Trim(), StringComparison.Ordinal);
        }

        CheckFinished(folder.Path);
        KillTarget.CheckFiles(folder.Path);
    }

    private static (int Steps, TimeSpan Length) MeasureTheJob()
    {
        using var folder = new TestFolder();
        using var process = KillTarget.Start(folder.Path);
        Assert.Equal("ready", process.StandardOutput.ReadLine());
        var watch = Stopwatch.StartNew();
        var told = process.StandardOutput.ReadToEnd().Trim().Split('\n');
        process.WaitForExit();
        Assert.Equal("assessed", told[^1]);
        return (told.Length, watch.Elapsed);
    }

    private static List<string> KillAfter(string folder, int step, double share, TimeSpan usualStep)
    {
        using var process = KillTarget.Start(folder);
        Assert.Equal("ready", process.StandardOutput.ReadLine());
        var watch = Stopwatch.StartNew();
        var told = Enumerable.Range(0, step).Select(_ => process.StandardOutput.ReadLine()!).ToList();
        // A share of what a step takes now: the machine may be less busy than when the job was measured.
        Thread.Sleep(share * (step > 0 ? watch.Elapsed / step : usualStep));
        process.Kill();
        process.WaitForExit();
        told.AddRange(process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        return told;
    }

    private static void CheckBatches(string folder, List<string> told)
    {
        MigrateProject project;
        try
        {
            project = MigrateProject.Open(folder);
        }
        catch (MigrateException notMade) when (notMade.Code == "Project.NotFound")
        {
            Assert.Empty(told);
            return;
        }

        using (project)
        {
            var machines = project.Machines.Count;
            Assert.Equal(0, machines % KillJob.MachineBatch);
            Assert.Equal(
                Enumerable.Range(0, machines).Select(KillJob.IdOf),
                project.Machines.Get(MachineQuery.All).Select(machine => machine.Id));
            Assert.True(machines >= Told(told, "machines"), "A batch was told as saved and is not there.");
            foreach (var day in new[] { KillJob.LastOfMonth, KillJob.LastOfMonth.AddDays(1) })
            {
                var sampled = Sampled(project, new TimeWindow(day, day.AddDays(1)));
                Assert.Equal(0, sampled % KillJob.SampleBatch);
                Assert.True(sampled >= Told(told, "samples"), "Samples were told as saved and are not there.");
            }

            var assessments = project.Assessments.Get(AssessmentQuery.All);
            Assert.True(assessments.Count == 1 || !told.Contains("assessed"));
            Assert.All(assessments, each =>
                Assert.Equal(KillJob.Assessed, project.Assessments.GetMachines(each.Id).Count()));
        }
    }

    private static void CheckFinished(string folder)
    {
        using var project = MigrateProject.Open(folder);
        Assert.Equal(KillJob.Machines, project.Machines.Count);
        Assert.Equal(KillJob.Sampled,
            Sampled(project, new TimeWindow(KillJob.LastOfMonth, KillJob.LastOfMonth.AddDays(2))));
        var assessment = Assert.Single(project.Assessments.Get(AssessmentQuery.All));
        Assert.Equal(
            Enumerable.Range(0, KillJob.Assessed).Select(KillJob.IdOf),
            project.Assessments.GetMachines(assessment.Id).Select(row => row.Machine.Id));
        Assert.Empty(Directory.GetFiles(folder, "*.partial"));
    }

    private static int Sampled(MigrateProject project, TimeWindow window) =>
        Enumerable.Range(0, KillJob.Sampled)
        .Count(i => project.Samples.ReadHistory(KillJob.IdOf(i), window) is { } history
            && history.Series.Count == 2
            && history.Series.All(
                series => series.Blocks.Sum(block => block.Values.Length) == window.Duration.TotalMinutes / 10));

    private static int Told(List<string> told, string what) => told
        .Where(line => line.StartsWith(what + " ", StringComparison.Ordinal))
        .Select(line => int.Parse(line.AsSpan(what.Length + 1), CultureInfo.InvariantCulture))
        .DefaultIfEmpty(0).Max();
}
