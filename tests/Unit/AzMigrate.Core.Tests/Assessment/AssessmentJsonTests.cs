using System.Text;
using AzMigrate.Assessment;
using AzMigrate.Inventory;

namespace AzMigrate.Tests.Assessment;

public sealed class AssessmentJsonTests
{
    [Fact]
    public void An_assessed_machine_survives_the_round_trip_with_the_same_bytes()
    {
        var machine = new AssessedMachine
        {
            Machine = new Machine
            {
                Id = "csv/web", Source = "csv", SourceKind = SourceKind.Csv, Name = "web", Cores = 4, MemoryMiB = 8192,
                Disks = [new MachineDisk { Name = "scsi0:0", CapacityBytes = 1L << 35 }],
                Tags = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["b"] = "2", ["a"] = "1" },
                Firmware = Firmware.Uefi,
            },
            Readiness = Readiness.NotReady,
            Environment = MachineEnvironment.DevTest,
            Observed = new ObservedUse { CpuPercent = 12.5 },
            Findings = [new Finding
            {
                Rule = "R3", Code = "BootTypeNotSupported", Readiness = Readiness.NotReady, Message = "m", Remedy = "r",
            }],
            Cost = new MachineCost { Compute = 12.30m },
        };

        var json = AssessmentJson.Write(machine);
        var back = AssessmentJson.ReadMachine(json);

        Assert.Equal(Encoding.UTF8.GetString(json), Encoding.UTF8.GetString(AssessmentJson.Write(back)));
        Assert.Equal("R3", back.Headline?.Rule);
        Assert.Equal(["a", "b"], back.Machine.Tags.Keys);
        Assert.Equal(12.30m, back.Cost.Total);
        Assert.Equal(12.5, back.Observed.CpuPercent);
        Assert.Equal(1L << 35, back.Machine.Disks[0].CapacityBytes);
    }
}
