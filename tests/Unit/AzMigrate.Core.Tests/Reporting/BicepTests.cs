using System.Text.Json;
using AzMigrate.Assessment;
using AzMigrate.Catalog;
using AzMigrate.Inventory;
using AzMigrate.Reporting.Bicep;
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
        assessed = [.. assessed, .. HostileNames.All.Select(name => assessed[0] with { Machine = assessed[0].Machine with { Name = name } })];
        var first = assessed[0];
        assessed.Add(first with
        {
            Machine = first.Machine with { Firmware = Firmware.Uefi, SecureBoot = true },
            Disks = [first.Disks[0], first.Disks[0] with { IsOSDisk = false, Type = ManagedDiskType.Ultra }, first.Disks[0] with { IsOSDisk = false, Type = ManagedDiskType.PremiumV2 }],
        });
        var machines = assessed.Select(machine => TemplateMachine.Of(
            machine, Settings, names.Next(machine.Machine.Name, TemplateMachine.IsWindowsKind(machine.Machine)))).ToList();
        using var folder = new ImageFolder();

        var (template, diagnostics) = BicepCompiler.Compile(Write(folder, writer => BicepTemplate.Write(writer, "westeurope", machines)));

        Assert.Equal("", diagnostics);
        using (template)
        {
            var resources = template!.RootElement.GetProperty("resources").EnumerateArray().ToList();
            Assert.Equal(machines.Select(machine => machine.Name), Names(resources, "Microsoft.Compute/virtualMachines"));
            Assert.Equal(machines.SelectMany(machine => machine.Disks).Select(disk => disk.Name), Names(resources, "Microsoft.Compute/disks"));
            var last = resources[^1].GetProperty("properties");
            Assert.Equal("TrustedLaunch", last.GetProperty("securityProfile").GetProperty("securityType").GetString());
            Assert.Equal(2, last.GetProperty("storageProfile").GetProperty("dataDisks").GetArrayLength());
            Assert.Equal("westeurope", template.RootElement.GetProperty("parameters").GetProperty("location").GetProperty("defaultValue").GetString());
        }
    }

    [BicepFact]
    public void Text_of_others_stays_text()
    {
        // A lone half of a letter is none: it becomes the replacement letter.
        string[] texts = [.. HostileNames.All.Where(text => !text.Contains('\uD83D', StringComparison.Ordinal) || text.Contains('\uDE00', StringComparison.Ordinal)),
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

        Assert.Equal("", diagnostics);
        using (template)
        {
            var read = template!.RootElement.GetProperty("outputs").GetProperty("texts").GetProperty("value").EnumerateArray().Select(Unescaped);
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

    private static string Write(ImageFolder folder, Action<TextWriter> write)
    {
        var file = folder.File("main.bicep");
        using var writer = new StreamWriter(file) { NewLine = "\n" };
        write(writer);
        return file;
    }

    private static IEnumerable<string?> Names(IEnumerable<JsonElement> resources, string type) =>
        resources.Where(its => its.GetProperty("type").GetString() == type).Select(its => its.GetProperty("name").GetString());

    // A template's text that begins as an expression has its bracket twice.
    private static string Unescaped(JsonElement text) =>
        text.GetString() is { } value && value.StartsWith("[[", StringComparison.Ordinal) ? value[1..] : text.GetString()!;
}
