using AzMigrate.HelpBuilder;

namespace AzMigrate.PowerShell.Tests;

/// <summary>The tool that makes the help, on the cmdlets of HelpSample.cs.</summary>
public class HelpBuilderTests
{
    private static readonly string Assembly = typeof(HelpSampleCommand).Assembly.Location;

    private static readonly Lazy<IReadOnlyList<CmdletHelp>> Cmdlets = new(() => CmdletReader.Read(
        Assembly, ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)));

    private static CmdletHelp Sample => Cmdlets.Value.Single(cmdlet => cmdlet.Name == "Get-HelpSample");

    [Fact]
    public void Comments_become_plain_text()
    {
        Assert.Equal("Gets samples for a test of Set-HelpSample.", Sample.Synopsis);
        Assert.Equal(["The first paragraph has code, null and -Name.", "- one", "- two: is more"], Sample.Description);
        Assert.Equal(["The names; see -Kind."], Parameter("Name").Description);
        Assert.Equal(["Whether to hurry."], Parameter("Fast").Description);
        Assert.Equal([new LinkHelp("Set-HelpSample", ""),
            new LinkHelp("PowerShell", "https://learn.microsoft.com/powershell/")], Sample.Links);
    }

    [Fact]
    public void An_example_has_a_title_code_and_remarks()
    {
        Assert.Equal(2, Sample.Examples.Count);
        Assert.Equal("Gets one sample", Sample.Examples[0].Title);
        Assert.Equal("Get-HelpSample one |\n    Where-Object Name", Sample.Examples[0].Code);
        Assert.Equal(["Then filters it.", "And says more."], Sample.Examples[0].Remarks);
    }

    [Fact]
    public void Attributes_become_facts_of_a_parameter()
    {
        Assert.Equal(["MachineName", "VM"], Parameter("Name").Aliases);
        Assert.True(Parameter("Name").Wildcards);
        Assert.Equal(("String[]", "System.String[]"), (Parameter("Name").Type, Parameter("Name").FullType));
        Assert.Equal("True (ByValue, ByPropertyName)", Parameter("Name").Uses.Single().PipelineInput);
        Assert.Equal("Int32", Parameter("Id").Type);
        Assert.Equal(["Little", "Much"], Parameter("Detail").Values);
        Assert.Equal("Little", Parameter("Detail").Default);
        Assert.Equal(["Small", "Large"], Parameter("Kind").Values);
        Assert.Equal("False", Parameter("Fast").Default);
        Assert.DoesNotContain(Sample.Parameters, parameter => parameter.Name == "Other");
    }

    [Fact]
    public void The_syntax_follows_the_sets_the_default_one_first()
    {
        Assert.Equal(["ByName", "ById"], Sample.Sets);
        Assert.Equal(["Name", "Kind", "Detail", "Fast", "WhatIf", "Confirm"],
            Sample.Syntax("ByName").Select(pair => pair.Parameter.Name));
        Assert.Equal(["Kind", "Id", "Detail", "Fast", "WhatIf", "Confirm"],
            Sample.Syntax("ById").Select(pair => pair.Parameter.Name));
        Assert.True(Sample.Syntax("ById").Single(pair => pair.Parameter.Name == "Id").Use.Required);
    }

    [Fact]
    public void What_goes_in_and_out_is_listed()
    {
        Assert.Equal(["System.String", "System.Int32"], Sample.Inputs.Select(type => type.Name));
        Assert.Equal(["AzMigrate.PowerShell.Tests.HelpSampleKind", "System.String[]"],
            Sample.Outputs.Select(type => type.Name));
        Assert.Equal("The kind of a sample.", Sample.Outputs[0].Description);
    }

    [Fact]
    public void Missing_help_is_a_fault_of_the_build()
    {
        Assert.Equal(
            [
                "HelpBuilder : error HELP001: Set-HelpSample has no <summary>. Write one on its class.",
                "HelpBuilder : error HELP002: Set-HelpSample -Name has no <summary>. Write one on its property.",
                "HelpBuilder : error HELP003: Set-HelpSample has 0 of at least 2 examples. Write <example><code>...</code><para>...</para></example> on its class.",
            ],
            HelpCheck.Faults(Cmdlets.Value));
        var bare = Sample with { Examples =
            [.. Sample.Examples, new ExampleHelp("No code", "", []), new ExampleHelp("", "1", [])] };
        Assert.Equal(
            [
                "HelpBuilder : error HELP004: Get-HelpSample has an example without <code>: 'No code'.",
                "HelpBuilder : error HELP004: Get-HelpSample has an example without <para>: '1'.",
            ],
            HelpCheck.Faults([bare]));
    }

    [Fact]
    public void PowerShell_shows_what_was_written()
    {
        var file = Path.Combine(Path.GetDirectoryName(Assembly)!, "en-US", Path.GetFileName(Assembly) + "-Help.xml");
        MamlWriter.Write(file, Cmdlets.Value);
        using var engine = new Engine(import: false);
        engine.Invoke($"Import-Module '{Assembly}'").MustSucceed();
        var shown = engine.Invoke(
            """
            $help = Get-Help Get-HelpSample -Full
            $help.Synopsis
            $help.description.Text
            $help.syntax.syntaxItem.ForEach({ $_.parameter.name -join ' ' })
            $help.parameters.parameter.ForEach({ "$($_.name) $($_.required) $($_.position) $($_.pipelineInput) $($_.aliases) $($_.defaultValue) $($_.description.Text -join ' ')" })
            $help.examples.example.ForEach({ "$($_.title): $($_.code)" })
            $help.returnValues.returnValue.type.name
            """).MustSucceed().Values;
        Assert.Equal(
            [
                "Gets samples for a test of Set-HelpSample.",
                "The first paragraph has code, null and -Name.\n", "- one\n", "- two: is more",
                "Name Kind Detail Fast WhatIf Confirm", "Kind Id Detail Fast WhatIf Confirm",
                "Detail false named False none Little How much to say.\n Accepted values: Little, Much.",
                "Name false 0 True (ByValue, ByPropertyName) MachineName, VM None The names; see -Kind.",
                "Id true named True (ByPropertyName) none None The id.",
                "Kind false 1 False none None The kinds of sample.\n Accepted values: Small, Large.",
                "Fast false named False none False Whether to hurry.",
                "WhatIf false named False wi False Tells what would happen and changes nothing.",
                "Confirm false named False cf False Asks before each change.",
                "Example 1: Gets one sample: Get-HelpSample one |\n    Where-Object Name",
                "Example 2: Gets a sample by its id: Get-HelpSample -Id 7",
                "AzMigrate.PowerShell.Tests.HelpSampleKind", "System.String[]",
            ],
            shown);
    }

    private static ParameterHelp Parameter(string name) =>
        Sample.Parameters.Single(parameter => parameter.Name == name);
}
