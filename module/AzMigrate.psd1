@{
    RootModule             = 'AzMigrate.Cmdlets.dll'
    # Loaded first: it tells .NET where AzMigrate.Core and its packages lie.
    NestedModules          = @('AzMigrate.Boot.dll')
    ModuleVersion          = '{{Version}}'
    GUID                   = '6f0c5d0e-3c1b-4c53-9d0a-7f5f3b7a8c21'
    Author                 = 'The AzMigrate authors'
    CompanyName            = 'AzMigrate'
    Copyright              = 'The AzMigrate authors. MIT licence.'
    Description            = 'Discovers servers, assesses them for Azure, prices them, and replicates and migrates them.'
    PowerShellVersion      = '5.1'
    DotNetFrameworkVersion = '4.7.2'
    CompatiblePSEditions   = @('Desktop', 'Core')
    FormatsToProcess       = @('AzMigrate.Format.ps1xml')
    TypesToProcess         = @('AzMigrate.Types.ps1xml')
    CmdletsToExport        = @(
        'Add-MigrateGroupMember'
        'Add-MigrateSource'
        'Complete-MigrateCutover'
        'Connect-MigrateProject'
        'Disconnect-MigrateProject'
        'Export-MigrateAssessment'
        'Export-MigrateGuestScript'
        'Export-MigrateTemplate'
        'Get-MigrateAssessment'
        'Get-MigrateCatalog'
        'Get-MigrateCutover'
        'Get-MigrateEvent'
        'Get-MigrateGroup'
        'Get-MigratePerformance'
        'Get-MigrateProject'
        'Get-MigrateRecommendation'
        'Get-MigrateReplication'
        'Get-MigrateSource'
        'Get-MigrateVM'
        'Get-MigrateVMSize'
        'Import-MigrateInventory'
        'Invoke-MigrateAssessment'
        'Measure-MigrateReplication'
        'New-MigrateAssessmentSetting'
        'New-MigrateGroup'
        'New-MigrateProject'
        'Remove-MigrateAssessment'
        'Remove-MigrateGroup'
        'Remove-MigrateGroupMember'
        'Remove-MigrateProject'
        'Remove-MigrateSource'
        'Remove-MigrateVM'
        'Resume-MigrateReplication'
        'Set-MigrateGroup'
        'Set-MigrateSource'
        'Set-MigrateVM'
        'Start-MigrateCutover'
        'Start-MigrateDiscovery'
        'Start-MigrateReplication'
        'Start-MigrateTestMigration'
        'Stop-MigrateReplication'
        'Stop-MigrateTestMigration'
        'Suspend-MigrateReplication'
        'Sync-MigrateReplication'
        'Test-MigrateCutover'
        'Test-MigrateSource'
        'Undo-MigrateCutover'
        'Update-MigratePerformance'
    )
    FunctionsToExport      = @()
    AliasesToExport        = @()
    VariablesToExport      = @()
    PrivateData            = @{
        PSData = @{
            Tags         = @('Azure', 'Migration', 'Assessment', 'VMware', 'RVTools', 'Discovery', 'PSEdition_Desktop', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri   = 'https://opensource.org/license/mit'
            ReleaseNotes = 'See CHANGELOG.md.'
        }
    }
}
