using System.Globalization;
using AzMigrate.Assessment;
using AzMigrate.Inventory;
using AzMigrate.Performance;
using AzMigrate.Projects;

namespace AzMigrate.Tests.Projects;

/// <summary>
/// The job that is killed: machines in batches of 500, samples of two months in batches of 50 machines, an assessment.
/// It may run again on what a killed run left.
/// </summary>
internal static class KillJob
{
    public const int Machines = 2000;
    public const int MachineBatch = 500;
    public const int Sampled = 150;
    public const int SampleBatch = 50;
    public const int Assessed = 1000;

    public static DateTimeOffset LastOfMonth { get; } = new(2026, 2, 28, 0, 0, 0, TimeSpan.Zero);

    public static string IdOf(int machine) => "csv/" + machine.ToString("D5", CultureInfo.InvariantCulture);

    public static void Run(string folder, Action<string> tell)
    {
        using var project = MigrateProject.OpenOrCreate(folder);
        project.Machines.Save(Enumerable.Range(0, Machines).Select(MachineOf), false, new Told("machines", tell));
        project.Samples.Write(Enumerable.Range(0, Sampled).SelectMany(SamplesOfMachine), new Told("samples", tell));
        tell("assessing");
        project.Assessments.Save(Header(), Enumerable.Range(0, Assessed).Select(AssessedOf));
        tell("assessed");
    }

    private static Machine MachineOf(int i) => new()
    {
        Id = IdOf(i), Source = "csv", SourceKind = SourceKind.Csv, Name = "m" + i, Cores = 1 + (i % 8),
        MemoryMiB = 4096,
        Disks = [new MachineDisk { Name = "scsi0:0", CapacityBytes = 1L << 36 }],
    };

    private static IEnumerable<MachineSamples> SamplesOfMachine(int i)
    {
        var values = Enumerable.Range(0, 288).Select(slot => (double)((slot * (i + 3)) % 97)).ToArray();
        yield return new MachineSamples
        {
            MachineId = IdOf(i),
            Series =
            [
                new MetricSeries
                {
                    Counter = PerformanceCounter.CpuPercent, Instance = "",
                    Blocks = [SamplesOf.Peaks(LastOfMonth, values)],
                },
                new MetricSeries
                {
                    Counter = PerformanceCounter.MemoryPercent, Instance = "",
                    Blocks = [SamplesOf.Peaks(LastOfMonth, values)],
                },
            ],
        };
    }

    private static AssessedMachine AssessedOf(int i) => new()
    {
        Machine = MachineOf(i), Readiness = Readiness.Ready, Environment = MachineEnvironment.Production,
        Observed = new ObservedUse { CpuPercent = i },
    };

    private static AssessmentHeader Header() => new()
    {
        Id = "id", Name = "all-westeurope", Settings = new AssessmentSettings { Location = ["westeurope"] },
        CatalogDate = new DateTime(2026, 3, 1), InventoryHash = "i", SettingsHash = "s", CatalogHash = "c",
        Summary = new AssessmentSummary { Machines = Assessed },
    };

    private sealed class Told(string what, Action<string> tell) : IProgress<MigrateProgress>
    {
        public void Report(MigrateProgress value) =>
            tell(string.Create(CultureInfo.InvariantCulture, $"{what} {value.Done}"));
    }
}
