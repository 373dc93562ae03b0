using System.Management.Automation;

namespace AzMigrate.PowerShell.Tests;

/// <summary>What the imported module says of itself, read once.</summary>
internal static class Module
{
    private static readonly Lazy<PSModuleInfo> Info = new(() =>
    {
        using var engine = new Engine();
        return (PSModuleInfo)engine.Invoke("Get-Module AzMigrate").MustSucceed().Output.Single().BaseObject;
    });

    public static PSModuleInfo Imported => Info.Value;

    /// <summary>Name and class of each cmdlet that the module exports.</summary>
    public static IReadOnlyDictionary<string, CmdletInfo> ExportedCmdlets => Info.Value.ExportedCmdlets;
}
