#!/usr/bin/env pwsh
<#
.SYNOPSIS
Builds, tests or packs the module. Everything it does is one dotnet command or two; without PowerShell use those.
.DESCRIPTION
Build lays out/module/AzMigrate. Test runs all tests, and the Pester files once more by Pester 5 where it is installed.
Package makes out/AzMigrate-<version>.zip.
.EXAMPLE
./build.ps1
.EXAMPLE
./build.ps1 -Task Test -Configuration Release
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Test', 'Package')]
    [string] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release'
)

$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
$env:POWERSHELL_TELEMETRY_OPTOUT = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$module = Join-Path $PSScriptRoot 'out/module/AzMigrate'

function Invoke-Dotnet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) {
        throw "dotnet $args failed with exit code $LASTEXITCODE."
    }
}

Push-Location $PSScriptRoot
try {
    switch ($Task) {
        'Build' {
            Invoke-Dotnet build src/AzMigrate.Cmdlets --configuration $Configuration
        }
        'Test' {
            Invoke-Dotnet test --configuration $Configuration
            if (Get-Module Pester -ListAvailable | Where-Object { $_.Version -ge [version]'5.0' }) {
                Import-Module Pester -MinimumVersion 5.0
                $result = Invoke-Pester -Path tests/Pester -PassThru
                if ($result.FailedCount -gt 0) {
                    throw "$($result.FailedCount) Pester tests failed."
                }
            }
        }
        'Package' {
            Invoke-Dotnet build src/AzMigrate.Cmdlets --configuration $Configuration
            $version = (Import-PowerShellDataFile (Join-Path $module 'AzMigrate.psd1')).ModuleVersion
            $zip = Join-Path $PSScriptRoot "out/AzMigrate-$version.zip"
            Compress-Archive -Path $module -DestinationPath $zip -Force
            Get-Item $zip
        }
    }
}
finally {
    Pop-Location
}
