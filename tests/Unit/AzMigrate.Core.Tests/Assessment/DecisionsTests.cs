using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using AzMigrate.Assessment;
using AzMigrate.Tests.Assessment.Reference;
using CsCheck;

namespace AzMigrate.Tests.Assessment;

/// <summary>
/// Every decision is in the code, in a test's name and in the documentation; every outcome is reached.
/// </summary>
public sealed class DecisionsTests
{
    private static readonly string[] Decisions =
    [
        .. Enumerable.Range(1, 7).Select(number => "R" + number),
        .. Enumerable.Range(1, 6).Select(number => "U" + number),
        .. Enumerable.Range(1, 7).Select(number => "D" + number),
        .. Enumerable.Range(1, 7).Select(number => "S" + number),
        .. Enumerable.Range(1, 8).Select(number => "C" + number),
        .. Enumerable.Range(1, 3).Select(number => "Q" + number),
    ];

    public static TheoryData<string> All => new(Decisions);

    [Theory]
    [MemberData(nameof(All))]
    public void A_decision_is_in_the_code_in_a_test_and_in_the_documentation(string id)
    {
        var root = Root();
        var code = Directory.EnumerateFiles(
            Path.Combine(root, "src", "AzMigrate.Core"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains(Path.DirectorySeparatorChar + "obj" + Path.DirectorySeparatorChar));
        Assert.Contains(code, path => Regex.IsMatch(File.ReadAllText(path), $@"\b{id}\b"));

        var tests = typeof(DecisionsTests).Assembly.GetTypes().SelectMany(type => type.GetMethods())
            .Where(method => method.GetCustomAttribute<FactAttribute>() is not null).Select(method => method.Name);
        Assert.Contains(tests, name => Regex.IsMatch(name, $"(^|_){id}_"));

        Assert.Contains($"**{id}**", File.ReadAllText(Path.Combine(root, "docs", "assessment.md")));
    }

    [Fact]
    public void The_random_estates_of_the_reference_reach_every_outcome()
    {
        var reached = new HashSet<string>();
        (from book in RandomEstate.Catalogue
         from settings in RandomEstate.Settings
         from machines in RandomEstate.Machine.Array[20]
         select (book, settings, machines)).Sample(
            sample =>
            {
                var assessor = new Assessor(sample.settings with { VMSeries = [] }, sample.book);
                foreach (var result in sample.machines.Select(machine => assessor.Assess(machine)))
                {
                    reached.UnionWith(result.Findings.Select(finding => finding.Code));
                    reached.UnionWith(result.Notes.Select(note => note.Code));
                    reached.UnionWith(result.Disks.SelectMany(disk => disk.Findings).Select(finding => finding.Code));
                    reached.UnionWith(result.Disks.Select(disk => disk.Type?.ToString()).OfType<string>());
                    if (result.RecommendedSize is not null)
                        reached.Add(result.Cost.ComputeIsEstimated ? "Estimated" : "Recorded");
                }
            },
            iter: 300, threads: 1, seed: "0N0XIzNsQ0O2");
        Assert.Superset(
            new HashSet<string>
            {
                "BootTypeNotSupported", "BootTypeUnknown", "MoreDisksThanSupported", "OneOrMoreDisksNotSuitable",
                "OsDiskAbove4095GiB",
                "OsDiskAbove2TiB", "NumberOfDisksDiffers", "DisksEstimated", "DisksUnknown", "NeedAboveAllocated",
                "DiskSizeGreaterThanSupported", "NoSuitableDiskSizeForIops", "NoSuitableDiskSizeForThroughput",
                "NoDiskSizeFoundInSelectedLocation", "StandardHdd", "StandardSsd", "Premium", "PremiumV2", "Ultra",
                "NoVmSizeInSelectedFamilyFound", "NoSuitableVmSizeFound", "NoVmSizeSupportsStoragePerformance",
                "NoVmSizeSupportsNetworkPerformance", "NoVmSizeFoundForOfferCurrencyReservedInstance", "LimitUnknown",
                "NvmeControllerRequired", "RecommendedSizeHasLessNetworkAdapters", "WindowsClientLicenceRequired",
                "LinuxSubscriptionNotPriced", "Estimated", "Recorded",
            },
            reached);
    }

    private static string Root([CallerFilePath] string here = "")
    {
        // The paths of a deterministic build are not the machine's: the build's output lies inside the repository too.
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AzMigrate.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No repository above {AppContext.BaseDirectory} ({here}).");
    }
}
