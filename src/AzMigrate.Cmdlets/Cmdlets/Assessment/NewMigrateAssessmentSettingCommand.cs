using System.Management.Automation;
using AzMigrate.Assessment;
using AzMigrate.Catalog;

namespace AzMigrate.Cmdlets;

/// <summary>Makes settings for Invoke-MigrateAssessment, as an object and, with -OutFile, as a JSON file.</summary>
/// <remarks>The settings are checked: a combination that Azure does not sell is refused with the rule's name.</remarks>
/// <example>
/// <code>
/// $settings = New-MigrateAssessmentSetting -Location westeurope -ComfortFactor 1.2 -VMSeries D, E
/// Get-MigrateGroup all | Invoke-MigrateAssessment -Setting $settings
/// </code>
/// <para>Makes settings once and uses them.</para>
/// </example>
/// <example>
/// <code>
/// New-MigrateAssessmentSetting -Location westeurope, northeurope -SavingsOption None, RI3Year `
///     -OutFile ./scenarios.json
/// </code>
/// <para>Writes settings for four assessments to a file that can be kept under version control.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "MigrateAssessmentSetting", SupportsShouldProcess = true)]
[OutputType(typeof(AssessmentSettings))]
public sealed class NewMigrateAssessmentSettingCommand : AssessmentSettingCommand
{
    /// <summary>A JSON settings file to start from.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SettingFile { get; set; }

    /// <summary>A JSON file to write the settings to; an existing one is replaced.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutFile { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var given = SettingFile is null ? null : AssessmentSettingsFile.Read(ResolveOutputPath(SettingFile));
        var settings = Settings(given);
        foreach (var scenario in settings.Expand())
            scenario.Checked(Catalogue.Embedded);
        if (OutFile is not null)
        {
            var file = ResolveOutputPath(OutFile);
            if (ShouldProcess(file, "Write settings"))
                File.WriteAllText(file, AssessmentSettingsFile.ToJson(settings));
        }

        WriteObject(settings);
    }
}
