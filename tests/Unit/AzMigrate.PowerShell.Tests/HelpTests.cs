using System.Globalization;
using System.Management.Automation;

namespace AzMigrate.PowerShell.Tests;

/// <summary>What Get-Help shows of the built module.</summary>
public sealed class HelpTests : IDisposable
{
    private readonly Engine _engine = Engine.WithModule();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public void Every_cmdlet_has_a_synopsis_and_a_description()
    {
        foreach (var cmdlet in Cmdlets)
        {
            var help = Help(cmdlet);
            // Without a help file PowerShell puts the syntax in the synopsis.
            Assert.DoesNotContain("[<CommonParameters>]", Text(help, "Synopsis"), StringComparison.Ordinal);
            Assert.True(Text(help, "Synopsis").Trim().Length > 0, $"{cmdlet.Name} has no synopsis.");
            Assert.True(Text(help, "description").Trim().Length > 0, $"{cmdlet.Name} has no description.");
        }
    }

    [Fact]
    public void Every_parameter_is_described_with_its_type_and_place()
    {
        foreach (var cmdlet in Cmdlets)
            foreach (var parameter in Own(cmdlet))
            {
                var help = Assert.Single(Invoke($"Get-Help {cmdlet.Name} -Parameter {parameter.Name}"));
                var place = $"{cmdlet.Name} -{parameter.Name}";
                Assert.True(Text(help, "description").Trim().Length > 0, $"{place} is not described.");
                Assert.Equal(parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases),
                    Text(help, "aliases"), ignoreCase: true);
                var sets = parameter.ParameterSets.Values;
                Assert.Equal(sets.All(set => set.IsMandatory) ? "true" : "false", Text(help, "required"));
                var positions = sets.Where(set => set.Position >= 0)
                    .Select(set => set.Position.ToString(CultureInfo.InvariantCulture));
                Assert.Contains(Text(help, "position"), positions.DefaultIfEmpty("named"));
                Assert.Equal(sets.Any(set => set.ValueFromPipeline || set.ValueFromPipelineByPropertyName),
                    Text(help, "pipelineInput").StartsWith("True", StringComparison.Ordinal));
            }
    }

    [Fact]
    public void The_syntax_has_every_parameter_set_of_every_cmdlet()
    {
        foreach (var cmdlet in Cmdlets)
        {
            var shown = ((PSObject)Help(cmdlet).Properties["syntax"].Value).Properties["syntaxItem"].Value;
            var items = shown is object[] list ? list : [shown];
            Assert.Equal(cmdlet.ParameterSets.Count, items.Length);
        }
    }

    [Fact]
    public void Every_cmdlet_has_two_examples_at_least()
    {
        var examples = HelpFile.Examples().ToLookup(example => example.Cmdlet);
        Assert.DoesNotContain(Cmdlets, cmdlet => examples[cmdlet.Name].Count() < 2);
    }

    [Fact]
    public void The_module_has_a_topic_that_fits_a_console()
    {
        Assert.Contains("AzMigrate", Text(Assert.Single(Invoke("Get-Help about_AzMigrate")), null),
            StringComparison.Ordinal);
        var lines = File.ReadAllLines(Path.Combine(HelpFile.Folder, "about_AzMigrate.help.txt"));
        Assert.DoesNotContain(lines, line => line.Length > 80);
    }

    private static IEnumerable<CmdletInfo> Cmdlets => Module.ExportedCmdlets.Values;

    private static IEnumerable<ParameterMetadata> Own(CmdletInfo cmdlet) => cmdlet.Parameters.Values
        .Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name));

    private PSObject Help(CmdletInfo cmdlet) => Assert.Single(Invoke($"Get-Help {cmdlet.Name} -Full"));

    private static string Text(PSObject value, string? property) =>
        LanguagePrimitives.ConvertTo<string>(property is null ? value : Flat(value.Properties[property]?.Value)) ?? "";

    // A description is a list of paragraphs, each an object with a Text.
    private static object? Flat(object? value) => value switch
    {
        PSObject[] or object[] =>
            string.Join(' ', ((object[])value)
            .Select(item => PSObject.AsPSObject(item).Properties["Text"]?.Value ?? item)),
        PSObject item when item.Properties["Text"] is { } text => text.Value,
        _ => value,
    };

    private IReadOnlyList<PSObject> Invoke(string script) => _engine.Invoke(script).MustSucceed().Output;
}
