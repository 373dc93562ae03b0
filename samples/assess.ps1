# The main job: from an inventory file to a priced, explained Excel. Works on the sample estate by default.
param(
    [string] $Path = "$PSScriptRoot/rvtools-sample.xlsx",
    [string] $Location = 'westeurope',
    [string] $OutFile = './assessment.xlsx'
)
$assessment = Import-MigrateInventory $Path | New-MigrateGroup -Name all | Invoke-MigrateAssessment -Location $Location
# Out-Host apiece: a console gives each pipeline its own table.
$assessment | Get-MigrateRecommendation | Out-Host
$assessment | Out-Host
$assessment | Export-MigrateAssessment $OutFile
