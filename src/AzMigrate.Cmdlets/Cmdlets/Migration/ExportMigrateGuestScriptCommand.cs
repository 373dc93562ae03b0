using System.Management.Automation;
using System.Text;
using AzMigrate.Guests;

namespace AzMigrate.Cmdlets;

/// <summary>Writes the scripts that prepare a guest where its copied disks cannot be changed.</summary>
/// <remarks>
/// prepare-linux.sh is run as root in a Linux guest, Prepare-Windows.ps1 as an administrator in a Windows guest, before
/// the last copy. Both can be run twice, and say with --check or -WhatIf what they would do. Which guests need them is
/// in GuestFindings of a replication. Files that are there are replaced.
/// </remarks>
/// <example>
/// <code>Export-MigrateGuestScript ./prepare</code>
/// <para>Writes both scripts into a folder, which is made when it is missing.</para>
/// </example>
/// <example>
/// <code>Export-MigrateGuestScript . -WhatIf</code>
/// <para>Says which files would be written.</para>
/// </example>
[Cmdlet(VerbsData.Export, "MigrateGuestScript", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportMigrateGuestScriptCommand : MigrateCommand
{
    /// <summary>The folder.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <inheritdoc/>
    protected override void Process()
    {
        var folder = ResolveOutputPath(Path);
        Write(System.IO.Path.Combine(folder, GuestScripts.LinuxName), GuestScripts.Linux);
        Write(System.IO.Path.Combine(folder, GuestScripts.WindowsName), GuestScripts.Windows);
    }

    private void Write(string file, string text)
    {
        if (!ShouldProcess(file, "Write the script"))
            return;
        try
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new MigrateException(
                "Export.Unwritable", $"The script '{file}' cannot be written: {cause.Message}",
                "Name a folder that this user may write to.", file, cause);
        }

        WriteObject(new FileInfo(file));
    }
}
