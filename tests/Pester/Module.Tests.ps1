# The module as a user meets it: it imports, exports what its manifest lists, and explains itself.
BeforeDiscovery {
    # Cases are made before any test runs, so the module has to be there now.
    if (-not (Get-Module AzMigrate)) { Import-Module "$PSScriptRoot/../../out/module/AzMigrate/AzMigrate.psd1" }
    $cmdlets = @(Get-Command -Module AzMigrate -CommandType Cmdlet).ForEach({ @{ Name = $_.Name } })
}

BeforeAll {
    if (-not (Get-Module AzMigrate)) { Import-Module "$PSScriptRoot/../../out/module/AzMigrate/AzMigrate.psd1" }
}

Describe 'the module' {
    It 'exports cmdlets only' {
        $module = Get-Module AzMigrate
        $module.ExportedFunctions.Keys | Should -HaveCount 0
        $module.ExportedAliases.Keys | Should -HaveCount 0
        $module.ExportedVariables.Keys | Should -HaveCount 0
    }

    It 'can be imported again by force' {
        $base = (Get-Module AzMigrate).ModuleBase
        $before = @(Get-Command -Module AzMigrate).Count
        Import-Module "$base/AzMigrate.psd1" -Force
        @(Get-Command -Module AzMigrate).Count | Should -Be $before
        Get-Module AzMigrate | Should -HaveCount 1
    }

    It 'has a topic that shows the first pipeline' {
        Get-Help about_AzMigrate | Should -Match 'Import-MigrateInventory'
    }
}

Describe 'help' {
    It '<Name> has a synopsis, a description and examples' -ForEach $cmdlets {
        $help = Get-Help $Name -Full
        $help.Synopsis | Should -Not -BeLike '*CommonParameters*'
        $help.Synopsis | Should -Not -BeNullOrEmpty
        $help.description.Text | Should -Not -BeNullOrEmpty
        @($help.examples.example).Count | Should -BeGreaterOrEqual 2
    }
}
