using System.Collections;
using System.Management.Automation;
using System.Reflection;
using System.Xml.Linq;

namespace AzMigrate.PowerShell.Tests;

/// <summary>PowerShell's rules for cmdlets, checked on all that the module has.</summary>
public sealed class ConventionTests
{
    /// <summary>Verbs whose cmdlets change something that stays.</summary>
    private static readonly HashSet<string> ChangingVerbs =
    [
        "Add", "Clear", "Complete", "Export", "Import", "New", "Publish", "Register", "Remove", "Resume", "Set",
        "Start",
        "Stop", "Suspend", "Sync", "Undo", "Unregister", "Update",
    ];

    /// <summary>Verbs whose cmdlets ask first.</summary>
    private static readonly HashSet<string> GraveVerbs = ["Remove", "Undo"];

    /// <summary>New-MigrateAssessmentSetting makes an object in memory.</summary>
    private static readonly HashSet<string> ChangesNothing = ["New-MigrateAssessmentSetting"];

    /// <summary>Verbs whose cmdlets write nothing.</summary>
    private static readonly HashSet<string> SilentVerbs = ["Clear", "Disconnect", "Remove", "Stop", "Unregister"];

    private static IEnumerable<CmdletInfo> Cmdlets => Module.ExportedCmdlets.Values;

    [Fact]
    public void The_module_exports_exactly_its_cmdlet_classes()
    {
        _ = Module.Imported;
        var classes = AppDomain.CurrentDomain.GetAssemblies().Single(a => a.GetName().Name == "AzMigrate.Cmdlets")
            .GetTypes()
            .Select(type => type.GetCustomAttribute<CmdletAttribute>())
            .OfType<CmdletAttribute>().Select(cmdlet => $"{cmdlet.VerbName}-{cmdlet.NounName}");
        Assert.Equal(classes.Order(StringComparer.Ordinal), Module.ExportedCmdlets.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Exported_names_in_the_manifest_are_all_there()
    {
        using var engine = new Engine(import: false);
        var manifest = (Hashtable)engine.Invoke(File.ReadAllText(Built.Manifest)).MustSucceed().Values.Single();
        var names = ((object[])manifest["CmdletsToExport"]!).Cast<string>();
        Assert.Equal(names.Order(StringComparer.Ordinal), Module.ExportedCmdlets.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Verbs_are_approved()
    {
        var approved = typeof(VerbsCommon).Assembly.GetTypes()
            .Where(type => type.Namespace == "System.Management.Automation"
                && type.Name.StartsWith("Verbs", StringComparison.Ordinal))
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Where(field => field.IsLiteral).Select(field => (string)field.GetValue(null)!)
            .ToHashSet(StringComparer.Ordinal);
        None(cmdlet => !approved.Contains(cmdlet.Verb));
    }

    [Fact]
    public void Nouns_are_singular_and_begin_with_Migrate() =>
        None(cmdlet => !cmdlet.Noun.StartsWith("Migrate", StringComparison.Ordinal)
            || (cmdlet.Noun.EndsWith('s') && !cmdlet.Noun.EndsWith("ss", StringComparison.Ordinal)));

    [Fact]
    public void All_derive_from_the_base_class_and_are_sealed() =>
        None(cmdlet => !cmdlet.ImplementingType.IsSealed || !Ancestors(cmdlet.ImplementingType)
            .Contains("AzMigrate.Cmdlets.MigrateCommand"));

    [Fact]
    public void Classes_are_named_for_their_cmdlets() =>
        None(cmdlet => cmdlet.ImplementingType.Name != cmdlet.Verb + cmdlet.Noun + "Command");

    [Fact]
    public void Output_types_are_declared() =>
        None(cmdlet => cmdlet.OutputType.Count == 0 && !SilentVerbs.Contains(cmdlet.Verb));

    [Fact]
    public void Changes_can_be_tried_and_confirmed() =>
        None(cmdlet => ChangingVerbs.Contains(cmdlet.Verb) && !ChangesNothing.Contains(cmdlet.Name)
            && !Attribute(cmdlet).SupportsShouldProcess);

    [Fact]
    public void Grave_changes_ask_first_and_can_be_forced() =>
        None(cmdlet => GraveVerbs.Contains(cmdlet.Verb) && cmdlet.Noun != "MigrateGroupMember"
            && (Attribute(cmdlet).ConfirmImpact != ConfirmImpact.High || !cmdlet.Parameters.ContainsKey("Force")));

    [Fact]
    public void A_path_with_wildcards_has_a_literal_twin() =>
        None(cmdlet => cmdlet.Parameters.TryGetValue("Path", out var path) && path.ParameterType == typeof(string[])
            && !cmdlet.Parameters.ContainsKey("LiteralPath"));

    [Fact]
    public void Switches_are_switches() =>
        None(cmdlet => Own(cmdlet).Any(parameter => parameter.ParameterType == typeof(bool)));

    [Fact]
    public void Secrets_are_never_plain_text() =>
        None(cmdlet => Own(cmdlet).Any(parameter => parameter.ParameterType == typeof(string)
            && (parameter.Name.Contains("Password", StringComparison.OrdinalIgnoreCase)
                || parameter.Name.Contains("Secret", StringComparison.OrdinalIgnoreCase))));

    [Fact]
    public void Every_type_that_is_written_has_a_view()
    {
        var format = XDocument.Load(Path.Combine(Built.ModuleFolder, "AzMigrate.Format.ps1xml"));
        var views = format.Descendants("View")
            .SelectMany(view => view.Descendants("TypeName")).Select(name => name.Value)
            .ToHashSet(StringComparer.Ordinal);
        // PowerShell takes the view of the nearest ancestor that has one.
        var written = Cmdlets.SelectMany(cmdlet => cmdlet.OutputType).Select(output => output.Type)
            .Where(type => type.FullName!.StartsWith("AzMigrate.", StringComparison.Ordinal));
        Assert.DoesNotContain(written, type => !Ancestors(type).Prepend(type.FullName!).Any(views.Contains));
    }

    private static void None(Func<CmdletInfo, bool> isWrong) =>
        Assert.Empty(Cmdlets.Where(isWrong).Select(cmdlet => cmdlet.Name));

    private static CmdletAttribute Attribute(CmdletInfo cmdlet) =>
        cmdlet.ImplementingType.GetCustomAttribute<CmdletAttribute>()!;

    private static IEnumerable<ParameterMetadata> Own(CmdletInfo cmdlet) =>
        cmdlet.Parameters.Values.Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name));

    private static IEnumerable<string> Ancestors(Type type)
    {
        for (var ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
            yield return ancestor.FullName!;
    }
}
