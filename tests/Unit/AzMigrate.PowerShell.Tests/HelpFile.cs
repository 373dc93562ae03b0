using System.Xml.Linq;

namespace AzMigrate.PowerShell.Tests;

/// <summary>The built module's help file.</summary>
internal static class HelpFile
{
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static string Folder { get; } = Path.Combine(Built.ModuleFolder, "en-US");

    /// <summary>Every example of every cmdlet, as it is shipped.</summary>
    public static IEnumerable<(string Cmdlet, string Title, string Code)> Examples() =>
        from command in XDocument.Load(Path.Combine(Folder, "AzMigrate.Cmdlets.dll-Help.xml"))
        .Descendants(Command + "command")
        from example in command.Descendants(Command + "example")
        select ((string)command.Element(Command + "details")!.Element(Command + "name")!,
            (string)example.Element(Maml + "title")!, (string)example.Element(Dev + "code")!);
}
