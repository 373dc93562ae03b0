@{
    RootModule             = 'AzMigrate.Cmdlets.dll'
    # Loaded first: it tells .NET where AzMigrate.Core and its packages lie.
    NestedModules          = @('AzMigrate.Boot.dll')
    ModuleVersion          = '{{Version}}'
    GUID                   = '6f0c5d0e-3c1b-4c53-9d0a-7f5f3b7a8c21'
    Author                 = 'The AzMigrate authors'
    CompanyName            = 'AzMigrate'
    Copyright              = 'The AzMigrate authors. MIT licence.'
    Description            = 'Discovers servers, assesses them for Azure, prices them and plans their migration.'
    PowerShellVersion      = '5.1'
    DotNetFrameworkVersion = '4.7.2'
    CompatiblePSEditions   = @('Desktop', 'Core')
    FormatsToProcess       = @('AzMigrate.Format.ps1xml')
    TypesToProcess         = @('AzMigrate.Types.ps1xml')
    CmdletsToExport        = @(
        'Add-MigrateGroupMember'
        'Add-MigrateSource'
        'Connect-MigrateProject'
        'Disconnect-MigrateProject'
        'Export-MigrateAssessment'
        'Export-MigrateTemplate'
        'Get-MigrateAssessment'
        'Get-MigrateCatalog'
        'Get-MigrateGroup'
        'Get-MigratePerformance'
        'Get-MigrateProject'
        'Get-MigrateRecommendation'
        'Get-MigrateSource'
        'Get-MigrateVM'
        'Get-MigrateVMSize'
        'Import-MigrateInventory'
        'Invoke-MigrateAssessment'
        'New-MigrateAssessmentSetting'
        'New-MigrateGroup'
        'New-MigrateProject'
        'Remove-MigrateAssessment'
        'Remove-MigrateGroup'
        'Remove-MigrateGroupMember'
        'Remove-MigrateProject'
        'Remove-MigrateSource'
        'Remove-MigrateVM'
        'Set-MigrateGroup'
        'Set-MigrateSource'
        'Set-MigrateVM'
        'Start-MigrateDiscovery'
        'Test-MigrateSource'
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
