# The rules that every cmdlet of the module keeps.
BeforeDiscovery {
    # Cases are made before any test runs, so the module has to be there now.
    if (-not (Get-Module AzMigrate)) { Import-Module "$PSScriptRoot/../../out/module/AzMigrate/AzMigrate.psd1" }
    $cmdlets = @(Get-Command -Module AzMigrate -CommandType Cmdlet).ForEach({ @{ Name = $_.Name } })
    $writing = $cmdlets.Where({ $_.Name -notmatch '^(Remove|Disconnect)-' })
    $changing = $cmdlets.Where({ $_.Name -notmatch '^(Get|Test|Compare|Measure)-' })
    $reading = @(Get-Command -Module AzMigrate -CommandType Cmdlet).Where({
        $_.Parameters.ContainsKey('Path') -and $_.Parameters['Path'].ParameterType -eq [string[]]
    }).ForEach({ @{ Name = $_.Name } })
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

    It 'lists in its manifest what it has' {
        $manifest = Test-ModuleManifest "$((Get-Module AzMigrate).ModuleBase)/AzMigrate.psd1"
        $has = [System.Collections.Generic.SortedSet[string]]::new([string[]]@((Get-Module AzMigrate).ExportedCmdlets.Keys))
        $lists = [System.Collections.Generic.SortedSet[string]]::new([string[]]@($manifest.ExportedCmdlets.Keys))
        [string]::Join(' ', $lists) | Should -Be ([string]::Join(' ', $has))
    }
}

Describe 'each cmdlet' {
    BeforeAll {
        $verbs = 'Common', 'Data', 'Lifecycle', 'Diagnostic', 'Communications', 'Security', 'Other'
        $approved = $verbs.ForEach({ ("System.Management.Automation.Verbs$_" -as [type]).GetFields().Name })
    }

    It '<Name> has an approved verb and a singular noun with the prefix' -ForEach $cmdlets {
        $command = Get-Command $Name
        $command.Verb | Should -BeIn $approved
        $command.Noun | Should -MatchExactly '^Migrate[A-Z]'
        $command.Noun | Should -Not -Match '[^s]s$'
    }

    It '<Name> says what it writes' -ForEach $writing {
        (Get-Command $Name).OutputType | Should -Not -BeNullOrEmpty
    }

    It '<Name> has -WhatIf' -ForEach $changing {
        Get-Command $Name | Should -HaveParameter WhatIf
    }

    It '<Name> has a LiteralPath beside its Path with wildcards' -ForEach $reading {
        Get-Command $Name | Should -HaveParameter LiteralPath
    }
}
