using AzMigrate.Migration;
using AzMigrate.Migration.AzureMachines;
using AzMigrate.Projects;

namespace AzMigrate.Tests.Azure;

/// <summary>What is said before the first byte.</summary>
public sealed class LaunchChecksTests(BlobStorage storage) : IClassFixture<BlobStorage>
{
    private const long GiB = 1L << 30;

    public static TheoryData<string, string, bool> Targets => new()
    {
        { "Azure.NameInvalid", "a windows name of more than 15", true },
        { "Azure.NameInvalid", "web01-01234567890", true },
        { "Azure.NameInvalid", "12345", true },
    };

    [StorageTheory]
    [MemberData(nameof(Targets))]
    public Task Names(string code, string name, bool isWindows) =>
        ExpectAsync(code, ProblemSeverity.Error, target => target with { VMName = name, IsWindows = isWindows });

    [StorageFact]
    public Task A_Linux_machine_may_have_a_long_name() =>
        ExpectAsync(null, default, target => target with { VMName = new string('a', 64), IsWindows = false });

    [StorageTheory]
    [InlineData("Azure.SizeUnknown", "Standard_X1", null)]
    [InlineData("Azure.SizeRestricted", "Standard_E2s_v5", null)]
    [InlineData("Azure.ZoneRestricted", "Standard_F2s_v2", "2")]
    [InlineData("Azure.QuotaExceeded", "Standard_D32s_v5", null)]
    [InlineData("Azure.PremiumNotSupported", "Standard_D2_v5", null)]
    [InlineData("Azure.GenerationNotSupported", "Standard_D2as_v6", null)]
    [InlineData("Azure.ArchitectureNotSupported", "Standard_D2ps_v5", null, 2)]
    [InlineData("Azure.NvmeOnly", "Standard_L2aos_v4", null, 2)]
    public Task Sizes(string code, string size, string? zone, int generation = 1) => ExpectAsync(
        code, ProblemSeverity.Error,
        target => target with { VMSize = size, Zone = zone, Generation = generation });

    [StorageTheory]
    [InlineData("Windows_Server", false)]
    [InlineData("RHEL_BYOS", true)]
    public Task A_licence_of_another_system(string license, bool isWindows) => ExpectAsync(
        "Azure.LicenceOfAnotherSystem", ProblemSeverity.Error,
        target => target with { LicenseType = license, IsWindows = isWindows });

    public static TheoryData<string, Dictionary<string, string>> Tags => new()
    {
        { "a name with what no name may have", new() { ["cost/centre"] = "4711" } },
        { "a control character", new() { ["App\n"] = "CRM" } },
        { "a long name", new() { [new string('a', 513)] = "" } },
        { "a long value", new() { ["App"] = new string('a', 257) } },
        { "one name twice", new() { ["App"] = "CRM", ["app"] = "ERP" } },
        { "one of ours in other letters", new() { ["AzMigrate-Launch"] = "CRM" } },
        { "too many", Enumerable.Range(0, 48).ToDictionary(i => $"tag{i}", i => "") },
    };

    [StorageTheory]
    [MemberData(nameof(Tags))]
    public Task Tags_that_Azure_refuses(string what, Dictionary<string, string> tags)
    {
        Assert.NotEmpty(what);
        return ExpectAsync("Azure.TagInvalid", ProblemSeverity.Error, target => target with { Tags = tags });
    }

    [StorageFact]
    public Task Tags_that_Azure_takes() => ExpectAsync(null, default, target => target with
    {
        Tags = new Dictionary<string, string>
        {
            [new string('ä', 512)] = new string('ß', 256), ["Cost center: EU (4711)"] = "", ["azmigrate-disk"] = "x",
        },
    });

    [StorageTheory]
    [InlineData("Azure.TemporaryDisk", "Standard_D2ds_v5", 1)]
    [InlineData("Azure.NvmeOnly", "Standard_D2as_v6", 2)]
    public Task Warnings(string code, string size, int generation) =>
        ExpectAsync(code, ProblemSeverity.Warning, target => target with { VMSize = size, Generation = generation });

    [StorageFact]
    public Task Zone_and_set() => ExpectAsync(
        "Azure.ZoneAndSet", ProblemSeverity.Error, target => target with { Zone = "1", AvailabilitySetId = "/s" });

    [StorageFact]
    public Task Trusted_launch() =>
        ExpectAsync("Azure.TrustedLaunchNeedsGeneration2", ProblemSeverity.Error,
            target => target with { TrustedLaunch = true });

    [StorageFact]
    public Task Group() => ExpectAsync(
        "Azure.ResourceGroupMissing", ProblemSeverity.Error, target => target with { ResourceGroup = "rg-none" });

    [StorageFact]
    public Task Account() => ExpectAsync(
        "Azure.StorageAccountMissing", ProblemSeverity.Error, target => target with { StorageAccountId = null });

    [StorageFact]
    public Task Subnet() => ExpectAsync("Azure.SubnetMissing", ProblemSeverity.Error, subnet: "/subscriptions/none");

    [StorageFact]
    public Task Ultra_lands_on_premium() => ExpectAsync(
        "Azure.SkuNotUploadable", ProblemSeverity.Warning,
        disks: settings => settings with { Sku = settings.IsOperatingSystemDisk ? settings.Sku : "PremiumV2_LRS" });

    [StorageFact]
    public Task Too_many_disks() => ExpectAsync("Azure.TooManyDisks", ProblemSeverity.Error, count: 6);

    [StorageTheory]
    [InlineData("Azure.SystemDiskTooLarge", 3000)]
    [InlineData("Disk.TooLarge", 9000)]
    public async Task Large_disks(string code, long gib)
    {
        await using var cloud = await Cloud.StartAsync(storage);
        var launch = cloud.Launch(LaunchPurpose.Cutover, cloud.Settings(disks: 1), gib * GiB);
        Assert.Contains(await new AzureMachineTarget(cloud.Azure).CheckAsync(launch), problem => problem.Code == code);
    }

    [StorageFact]
    public async Task A_machine_that_is_there_does_not_need_its_quota_again()
    {
        await using var cloud = await Cloud.StartAsync(storage);
        await using var target = new AzureMachineTarget(cloud.Azure);
        var launch = cloud.Launch(LaunchPurpose.Cutover, cloud.Settings());
        await cloud.ReplicateAsync(launch);
        await target.CopyDisksAsync(launch, null);
        await target.CreateMachineAsync(launch, null);
        cloud.Estate.Quotas["standardDSv5Family"] = (2, 2);

        Assert.Empty(await target.CheckAsync(launch));
        Assert.Contains(await target.CheckAsync(launch with { Purpose = LaunchPurpose.Test }),
            problem => problem.Code == "Azure.QuotaExceeded");
    }

    private async Task ExpectAsync(
        string? code, ProblemSeverity severity, Func<AzureTarget, AzureTarget>? change = null, string? subnet = null,
        Func<ReplicatedDiskSettings, ReplicatedDiskSettings>? disks = null, int count = 2)
    {
        await using var cloud = await Cloud.StartAsync(storage);
        var settings = cloud.Settings(count);
        settings = settings with { Azure = change?.Invoke(settings.Azure!) ?? settings.Azure,
            Disks = [.. settings.Disks.Select(disks ?? (disk => disk))] };
        var launch = cloud.Launch(LaunchPurpose.Cutover, settings);

        var problems = await new AzureMachineTarget(cloud.Azure)
            .CheckAsync(launch with { SubnetId = subnet ?? launch.SubnetId });

        if (code is null)
            Assert.Empty(problems);
        else
            Assert.Equal(code, Assert.Single(problems, problem => problem.Severity == severity).Code);
        Assert.All(problems, problem => Assert.NotEmpty(problem.Remedy));
        Assert.DoesNotContain(cloud.Server.Requests, request => !request.StartsWith("GET", StringComparison.Ordinal));
    }
}
