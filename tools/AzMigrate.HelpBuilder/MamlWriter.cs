using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace AzMigrate.HelpBuilder;

/// <summary>Writes the help in MAML, the XML that Get-Help reads.</summary>
public static class MamlWriter
{
    private static readonly XNamespace Msh = "http://msh";
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    /// <summary>Writes the file; the same cmdlets give the same bytes.</summary>
    public static void Write(string path, IEnumerable<CmdletHelp> cmdlets)
    {
        var root = new XElement(
            Msh + "helpItems",
            new XAttribute("schema", "maml"),
            cmdlets.Select(Cmdlet));
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        // No indentation inside paragraphs and code: PowerShell shows what is there.
        var settings = new XmlWriterSettings { Indent = false, NewLineChars = "\n",
            Encoding = new UTF8Encoding(false) };
        using var writer = XmlWriter.Create(path, settings);
        new XDocument(root).Save(writer);
    }

    private static XElement Cmdlet(CmdletHelp cmdlet) => new(
        Command + "command",
        new XAttribute(XNamespace.Xmlns + "maml", Maml),
        new XAttribute(XNamespace.Xmlns + "command", Command),
        new XAttribute(XNamespace.Xmlns + "dev", Dev),
        new XElement(
            Command + "details",
            new XElement(Command + "name", cmdlet.Name),
            new XElement(Command + "verb", cmdlet.Name.Split('-')[0]),
            new XElement(Command + "noun", cmdlet.Name.Split('-')[1]),
            Description([cmdlet.Synopsis])),
        Description(cmdlet.Description),
        new XElement(Command + "syntax", cmdlet.Sets.Select(set => new XElement(
            Command + "syntaxItem",
            new XElement(Maml + "name", cmdlet.Name),
            cmdlet.Syntax(set).Select(pair => Parameter(pair.Parameter, pair.Use, true))))),
        new XElement(Command + "parameters",
            cmdlet.Parameters.Select(parameter => Parameter(parameter, Overall(parameter), false))),
        new XElement(Command + "inputTypes", cmdlet.Inputs.Select(type => TypeOf(Command + "inputType", type))),
        new XElement(Command + "returnValues", cmdlet.Outputs.Select(type => TypeOf(Command + "returnValue", type))),
        new XElement(Command + "examples", cmdlet.Examples.Select((example, index) => new XElement(
            Command + "example",
            new XElement(Maml + "title",
                string.Create(CultureInfo.InvariantCulture, $"Example {index + 1}: {example.Title}")),
            new XElement(Dev + "code", example.Code),
            // The empty paragraph parts it from the next example on the screen.
            new XElement(Dev + "remarks", Paragraphs([.. example.Remarks, ""]))))),
        new XElement(Command + "relatedLinks", cmdlet.Links.Select(link => new XElement(
            Maml + "navigationLink",
            new XElement(Maml + "linkText", link.Text),
            new XElement(Maml + "uri", link.Address)))));

    private static XElement Parameter(ParameterHelp parameter, ParameterUse use, bool inSyntax) => new(
        Command + "parameter",
        new XAttribute("required", use.Required ? "true" : "false"),
        new XAttribute("variableLength", parameter.Type.EndsWith("[]", StringComparison.Ordinal) ? "true" : "false"),
        new XAttribute("globbing", parameter.Wildcards ? "true" : "false"),
        new XAttribute("pipelineInput", use.PipelineInput),
        new XAttribute("position", use.Position?.ToString(CultureInfo.InvariantCulture) ?? "named"),
        new XAttribute("aliases", parameter.Aliases.Count > 0 ? string.Join(", ", parameter.Aliases) : "none"),
        new XElement(Maml + "name", parameter.Name),
        Description(inSyntax || parameter.Values.Count == 0
            ? parameter.Description
            : [.. parameter.Description, $"Accepted values: {string.Join(", ", parameter.Values)}."]),
        inSyntax && parameter.Values.Count > 0
            ? new XElement(Command + "parameterValueGroup", parameter.Values.Select(value => Value(value, "false")))
            : null,
        parameter.IsSwitch && inSyntax ? null : Value(parameter.Type, parameter.IsSwitch ? "false" : "true"),
        new XElement(Dev + "type", new XElement(Maml + "name", parameter.FullType), new XElement(Maml + "uri")),
        new XElement(Dev + "defaultValue", parameter.Default));

    private static ParameterUse Overall(ParameterHelp parameter) => new(
        CmdletHelp.AllSets,
        parameter.Uses.All(use => use.Required),
        parameter.Uses.Select(use => use.Position).FirstOrDefault(position => position is not null),
        parameter.Uses.Any(use => use.ByValue),
        parameter.Uses.Any(use => use.ByPropertyName));

    private static XElement Value(string text, string required) => new(
        Command + "parameterValue", new XAttribute("required", required),
        new XAttribute("variableLength", "false"), text);

    private static XElement TypeOf(XName name, TypeHelp type) => new(
        name,
        new XElement(Dev + "type", new XElement(Maml + "name", type.Name)),
        Description([type.Description]));

    private static XElement Description(IEnumerable<string> paragraphs) =>
        new(Maml + "description", Paragraphs(paragraphs));

    private static IEnumerable<XElement> Paragraphs(IEnumerable<string> paragraphs) =>
        paragraphs.Select(paragraph => new XElement(Maml + "para", paragraph));
}
