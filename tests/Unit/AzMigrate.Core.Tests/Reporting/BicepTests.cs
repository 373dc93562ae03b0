using System.Text.Json;
using AzMigrate.Assessment;
using AzMigrate.Catalog;
using AzMigrate.Inventory;
using AzMigrate.Projects;
using AzMigrate.Reporting;
using AzMigrate.Reporting.Bicep;
using AzMigrate.Tests.Projects;
using AzMigrate.Tests.Replication.Images;

namespace AzMigrate.Tests.Reporting;

/// <summary>What we write as Bicep is compiled by Bicep's own compiler, without a warning.</summary>
public sealed class BicepTests
{
    private static readonly AssessmentSettings Settings = new() { Location = ["westeurope"] };

    [BicepFact]
    public void Machines_of_all_kinds_compile_without_a_warning()
    {
        var names = new TemplateNames();
        var assessed = SampleEstate.Machines(40).Where(machine => machine.RecommendedSize is not null).ToList();
        assessed = [.. assessed,
            .. HostileNames.All.Select(
                name => assessed[0] with { Machine = assessed[0].Machine with { Name = name } })];
        var first = assessed[0];
        assessed.Add(first with
        {
            Machine = first.Machine with { Firmware = Firmware.Uefi, SecureBoot = true },
            Disks = [first.Disks[0], first.Disks[0] with { IsOSDisk = false, Type = ManagedDiskType.Ultra },
                first.Disks[0] with { IsOSDisk = false, Type = ManagedDiskType.PremiumV2 }],
        });
        var machines = assessed.Select(machine => TemplateMachine.Of(
            machine, Settings, names.Next(machine.Machine.Name, TemplateMachine.IsWindowsKind(machine.Machine))))
                .ToList();
        using var folder = new ImageFolder();

        var (template, diagnostics) = BicepCompiler.Compile(
            Write(folder, writer => BicepTemplate.Write(writer, new TemplateDefaults("westeurope"), machines)));

        Assert.True(diagnostics.Length == 0, diagnostics);
        using (template)
        {
            var resources = template!.RootElement.GetProperty("resources").EnumerateArray().ToList();
            Assert.Equal(machines.Select(machine => machine.Name),
                Names(resources, "Microsoft.Compute/virtualMachines"));
            Assert.Equal(machines.SelectMany(machine => machine.Disks).Select(disk => disk.Name),
                Names(resources, "Microsoft.Compute/disks"));
            var last = resources[^1].GetProperty("properties");
            Assert.Equal("TrustedLaunch", last.GetProperty("securityProfile").GetProperty("securityType").GetString());
            Assert.Equal(2, last.GetProperty("storageProfile").GetProperty("dataDisks").GetArrayLength());
            Assert.Equal("westeurope", template.RootElement.GetProperty("parameters").GetProperty("location")
                .GetProperty("defaultValue").GetString());
        }
    }

    [BicepFact]
    public void Replicated_machines_compile_as_their_cutover_would_make_them()
    {
        using var folder = new TestFolder();
        using var project = MigrateProject.Create(folder.Path);
        var blobs = Replication(project, "web01", ReplicaKind.PageBlob, target => target with
        {
            Zone = "2", TrustedLaunch = true, LicenseType = "Windows_Server", VMSize = "Standard_D2as_v6",
            Tags = new Dictionary<string, string> { ["App"] = "it's ${x}", ["cost-center"] = "4711" },
        });
        var uploads = Replication(
            project, "db01", ReplicaKind.ManagedDisk,
            target => target with { AvailabilitySetId =
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/availabilitySets/a" });
        var file = TemplateExport.Write([blobs, uploads], Path.Combine(folder.Path, "main.bicep"));

        var (template, diagnostics) = BicepCompiler.Compile(file);

        Assert.True(diagnostics.Length == 0, diagnostics);
        using (template)
        {
            var parameters = template!.RootElement.GetProperty("parameters");
            Assert.Equal("https://stcontoso.blob.core.windows.net/azmigrate",
                parameters.GetProperty("containerUri").GetProperty("defaultValue").GetString());
            Assert.EndsWith("/subnets/default",
                parameters.GetProperty("subnetId").GetProperty("defaultValue").GetString(), StringComparison.Ordinal);
            var resources = template.RootElement.GetProperty("resources").EnumerateArray().ToList();
            Assert.Equal(["web01", "db01"], Names(resources, "Microsoft.Compute/virtualMachines"));
            Assert.Equal(["web01-disk0", "web01-disk1"], Names(resources, "Microsoft.Compute/disks"));
            Assert.Equal("2", resources[0].GetProperty("zones")[0].GetString());
            Assert.Equal("Premium_LRS", resources[1].GetProperty("sku").GetProperty("name").GetString());
            Assert.Equal("SCSI, NVMe", resources[0].GetProperty("properties").GetProperty("supportedCapabilities")
                .GetProperty("diskControllerTypes").GetString());
            Assert.Equal("NVMe", resources.First(resource => resource.GetProperty("name").GetString() == "web01")
                .GetProperty("properties").GetProperty("storageProfile").GetProperty("diskControllerType")
                .GetString());
            Assert.Contains("it''s ${x}", resources[0].GetProperty("tags").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_not_for_one_template_is_refused()
    {
        using var folder = new TestFolder();
        using var project = MigrateProject.Create(folder.Path);
        var one = Replication(project, "web01", ReplicaKind.PageBlob, target => target);
        var path = Path.Combine(folder.Path, "main.bicep");

        Assert.Equal("Template.MachineTwice",
            Assert.Throws<MigrateException>(() => TemplateExport.Write([one, one], path)).Code);
        Assert.Equal("Template.SeveralRegions", Assert.Throws<MigrateException>(() => TemplateExport.Write(
            [one, Replication(project, "web02", ReplicaKind.PageBlob,
                target => target with { Location = "northeurope" })], path)).Code);
        Assert.Null(TemplateExport.WhyNot(one));
        Assert.Equal("Template.NoTarget",
            TemplateExport.WhyNot(
                one with { Settings = one.Settings with { ReplicaKind = ReplicaKind.Folder } })!.Code);
        Assert.False(File.Exists(path));
    }

    [BicepFact]
    public void Text_of_others_stays_text()
    {
        // A lone half of a letter is none: it becomes the replacement letter.
        string[] texts = [.. HostileNames.All.Where(text => !text.Contains('\uD83D', StringComparison.Ordinal)
            || text.Contains('\uDE00', StringComparison.Ordinal)),
            "${subnetId}", "$${subnetId}", "\\${x}", "it's ''' quoted", "\\", "a\u2028b", "$", "ends with $", "{"];
        using var folder = new ImageFolder();

        var (template, diagnostics) = BicepCompiler.Compile(Write(folder, writer =>
        {
            writer.WriteLine("output texts array = [");
            foreach (var text in texts)
            {
                writer.WriteLine($"  // {BicepText.Comment(text)}");
                writer.WriteLine("  " + BicepText.String(text));
            }
            writer.WriteLine("]");
        }));

        Assert.True(diagnostics.Length == 0, diagnostics);
        using (template)
        {
            var read = template!.RootElement.GetProperty("outputs").GetProperty("texts").GetProperty("value")
                .EnumerateArray().Select(Unescaped);
            Assert.Equal(texts, read);
        }
    }

    [Fact]
    public void Names_are_as_Azure_takes_them_and_each_once()
    {
        var names = new TemplateNames();
        Assert.Equal("srv-with-a-long", names.Next("srv-with-a-long-name.corp.example", isWindows: true));
        Assert.Equal("srv-with-a-lo-2", names.Next("srv-with-a-long-other", isWindows: true));
        Assert.Equal("vm4711", names.Next("4711", isWindows: true));
        Assert.Equal("app-1", names.Next("app_1", isWindows: false));
        Assert.Equal("vm", names.Next("=+@", isWindows: false));
        Assert.Equal("APP-1-2", names.Next("APP_1", isWindows: false));
    }

    private static MigrateReplication Replication(
        MigrateProject project, string name, ReplicaKind kind, Func<AzureTarget, AzureTarget> change) => new()
    {
        Project = project,
        Id = "r-" + name,
        MachineId = "csv/" + name,
        Name = name,
        State = default,
        CreatedAt = DateTimeOffset.UnixEpoch,
        Disks = [],
        Settings = new ReplicationSettings
        {
            ReplicaKind = kind,
            Azure = change(new AzureTarget
            {
                SubscriptionId = "s", ResourceGroup = "rg", Location = "westeurope", VMName = name,
                VMSize = "Standard_D2s_v5",
                StorageAccountId = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/stcontoso",
                BlobEndpoint = new Uri("https://stcontoso.blob.core.windows.net/"),
                SubnetId = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/vnet/subnets/default",
                Generation = 2, IsWindows = true,
            }),
            Disks =
            [
                new ReplicatedDiskSettings { Key = "1", Name = name + "-disk1", Sku = "PremiumV2_LRS" },
                new ReplicatedDiskSettings { Key = "0", Name = name + "-disk0", Sku = "StandardSSD_LRS",
                    IsOperatingSystemDisk = true },
            ],
        },
    };

    private static string Write(ImageFolder folder, Action<TextWriter> write)
    {
        var file = folder.File("main.bicep");
        using var writer = new StreamWriter(file) { NewLine = "\n" };
        write(writer);
        return file;
    }

    private static IEnumerable<string?> Names(IEnumerable<JsonElement> resources, string type) =>
        resources.Where(its => its.GetProperty("type").GetString() == type)
        .Select(its => its.GetProperty("name").GetString());

    // A template's text that begins as an expression has its bracket twice.
    private static string Unescaped(JsonElement text) =>
        text.GetString() is { } value && value.StartsWith("[[", StringComparison.Ordinal) ? value[1..]
        : text.GetString()!;
}
