using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace AzMigrate.Tests.PowerShell;

/// <summary>What Get-Help shows of the built module.</summary>
public sealed class HelpTests : IDisposable
{
    private readonly Runspace _runspace = HostedEngine.OpenWithModule();

    public void Dispose() => _runspace.Dispose();

    [Fact]
    public void Every_cmdlet_has_a_synopsis_and_a_description()
    {
        foreach (var cmdlet in Cmdlets())
        {
            var help = Help(cmdlet);
            // Without a help file PowerShell puts the syntax in the synopsis.
            Assert.DoesNotContain("[<CommonParameters>]", Text(help, "Synopsis"), StringComparison.Ordinal);
            Assert.True(Text(help, "Synopsis").Trim().Length > 10, $"{cmdlet.Name} has no synopsis.");
            Assert.True(Text(help, "description").Trim().Length > 10, $"{cmdlet.Name} has no description.");
        }
    }

    [Fact]
    public void Every_parameter_is_described_with_its_type_and_place()
    {
        foreach (var cmdlet in Cmdlets())
            foreach (var parameter in Own(cmdlet))
            {
                var help = Assert.Single(Invoke("Get-Help", ("Name", cmdlet.Name), ("Parameter", parameter.Name)));
                var place = $"{cmdlet.Name} -{parameter.Name}";
                Assert.True(Text(help, "description").Trim().Length > 10, $"{place} is not described.");
                Assert.Equal(parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases), Text(help, "aliases"), ignoreCase: true);
                var sets = parameter.ParameterSets.Values;
                Assert.Equal(sets.All(set => set.IsMandatory) ? "true" : "false", Text(help, "required"));
                var position = sets.Select(set => set.Position).FirstOrDefault(value => value >= 0, -1);
                Assert.Equal(position < 0 ? "named" : position.ToString(System.Globalization.CultureInfo.InvariantCulture), Text(help, "position"));
                Assert.Equal(sets.Any(set => set.ValueFromPipeline || set.ValueFromPipelineByPropertyName), Text(help, "pipelineInput").StartsWith("True", StringComparison.Ordinal));
            }
    }

    [Fact]
    public void The_syntax_has_every_parameter_set_of_every_cmdlet()
    {
        foreach (var cmdlet in Cmdlets())
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
        Assert.Empty(Cmdlets().Where(cmdlet => examples[cmdlet.Name].Count() < 2).Select(cmdlet => cmdlet.Name));
    }

    [Fact]
    public void The_module_has_a_topic_that_fits_a_console()
    {
        Assert.Contains("AzMigrate", Text(Assert.Single(Invoke("Get-Help", ("Name", "about_AzMigrate"))), null), StringComparison.Ordinal);
        var lines = File.ReadAllLines(Path.Combine(HelpFile.Folder, "about_AzMigrate.help.txt"));
        Assert.Empty(lines.Where(line => line.Length > 80));
    }

    private List<CmdletInfo> Cmdlets() =>
        [.. Invoke("Get-Command", ("Module", "AzMigrate"), ("CommandType", "Cmdlet")).Select(value => (CmdletInfo)value.BaseObject)];

    private static IEnumerable<ParameterMetadata> Own(CmdletInfo cmdlet) => cmdlet.Parameters.Values
        .Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name));

    private PSObject Help(CmdletInfo cmdlet) => Assert.Single(Invoke("Get-Help", ("Name", cmdlet.Name), ("Full", true)));

    private static string Text(PSObject value, string? property) =>
        LanguagePrimitives.ConvertTo<string>(property is null ? value : Flat(value.Properties[property]?.Value)) ?? "";

    // A description is a list of paragraphs, each an object with a Text.
    private static object? Flat(object? value) => value switch
    {
        PSObject[] or object[] => string.Join(' ', ((object[])value).Select(item => PSObject.AsPSObject(item).Properties["Text"]?.Value ?? item)),
        PSObject item when item.Properties["Text"] is { } text => text.Value,
        _ => value,
    };

    private System.Collections.ObjectModel.Collection<PSObject> Invoke(string command, params (string Name, object Value)[] arguments)
    {
        using var shell = System.Management.Automation.PowerShell.Create(_runspace);
        shell.AddCommand(command);
        foreach (var (name, value) in arguments) shell.AddParameter(name, value);
        var output = shell.Invoke();
        Assert.Empty(shell.Streams.Error);
        return output;
    }
}
