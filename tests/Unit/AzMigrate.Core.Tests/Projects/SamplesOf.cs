using AzMigrate.Performance;
using AzMigrate.Projects;

namespace AzMigrate.Tests.Projects;

/// <summary>Points for tests.</summary>
internal static class SamplesOf
{
    public static MachineSamples Cpu(string machineId, DateTimeOffset start, double[] values) =>
        Of(machineId, PerformanceCounter.CpuPercent, "", start, values);

    public static MachineSamples Of(
        string machineId, PerformanceCounter counter, string instance, DateTimeOffset start, double[] values) => new()
        {
            MachineId = machineId,
            Series =
            [
                new MetricSeries { Counter = counter, Instance = instance, Blocks = [Peaks(start, values)] },
            ],
        };

    public static MetricBlock Peaks(DateTimeOffset start, double[] values) => new()
    {
        Start = start, Interval = TimeSpan.FromMinutes(10), Kind = PointKind.Peak, Values = values,
    };
}
