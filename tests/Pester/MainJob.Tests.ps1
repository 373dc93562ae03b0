BeforeAll {
    if (-not (Get-Module AzMigrate)) {
        Import-Module "$PSScriptRoot/../../out/module/AzMigrate/AzMigrate.psd1"
    }
    $sample = [System.IO.Path]::GetFullPath("$PSScriptRoot/../../samples/rvtools-sample.xlsx")
}

Describe 'The main job' {
    BeforeAll {
        $folder = "$TestDrive/job"
        [void] [System.IO.Directory]::CreateDirectory($folder)
        $project = New-MigrateProject "$folder/estate"
        $machines = Import-MigrateInventory $sample -Project $project -ErrorVariable problems -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $group = $machines | New-MigrateGroup -Name all
        $assessment = $group | Invoke-MigrateAssessment -Location westeurope
        $file = $assessment | Export-MigrateAssessment "$folder/assessment.xlsx"
    }

    It 'imports the estate and names the broken rows' {
        $machines.Count | Should -BeGreaterThan 40
        $problems.Count | Should -BeGreaterThan 0
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'Import.*,AzMigrate.Cmdlets.ImportMigrateInventoryCommand'
        "$($problems[0])" | Should -Match 'vInfo, row \d+'
    }

    It 'leaves templates and placeholders out unless asked' {
        $machines.Where({ $_.IsTemplate -or $_.IsPlaceholder }) | Should -HaveCount 0
        $all = Import-MigrateInventory $sample -Project $project -IncludeTemplate -IncludePlaceholder -SourceName again -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $all.Where({ $_.IsTemplate }).Count | Should -BeGreaterThan 0
        $all.Where({ $_.IsPlaceholder }).Count | Should -BeGreaterThan 0
        $all | Remove-MigrateVM -Force
    }

    It 'carries the project from step to step without a connected one' {
        $group.Project.Path | Should -Be $project.Path
        $assessment.Project.Path | Should -Be $project.Path
        $group.MachineCount | Should -Be $machines.Count
    }

    It 'assesses every machine once' {
        $summary = $assessment.Summary
        $summary.Machines | Should -Be $machines.Count
        ($summary.Ready + $summary.ReadyWithConditions + $summary.NotReady + $summary.ReadinessUnknown) | Should -Be $summary.Machines
        $summary.Ready | Should -BeGreaterThan 0
        $summary.NotReady | Should -BeGreaterThan 0
        $summary.MonthlyComputeCost | Should -BeGreaterThan 0
    }

    It 'shows totals that are the sums of the rows' {
        $rows = $assessment | Get-MigrateRecommendation
        $compute = [decimal] 0
        $storage = [decimal] 0
        foreach ($row in $rows) {
            if ($null -ne $row.MonthlyComputeCost) { $compute += $row.MonthlyComputeCost }
            if ($null -ne $row.MonthlyStorageCost) { $storage += $row.MonthlyStorageCost }
        }
        $compute | Should -Be $assessment.Summary.MonthlyComputeCost
        $storage | Should -Be $assessment.Summary.MonthlyStorageCost
    }

    It 'writes the workbook' {
        $file.FullName | Should -Exist
        $file.Length | Should -BeGreaterThan 10000
    }

    It 'gives the same project and the same bytes when it runs again' {
        $before = [System.IO.File]::ReadAllBytes($file.FullName)
        $warnings = @()
        $again = Import-MigrateInventory $sample -Project $project -ErrorAction SilentlyContinue -WarningAction SilentlyContinue |
            New-MigrateGroup -Name all -WarningVariable warnings |
            Invoke-MigrateAssessment -Location westeurope
        $again.Id | Should -Be $assessment.Id
        $warnings | Should -HaveCount 0
        [void] ($again | Export-MigrateAssessment $file.FullName)
        $same = [System.Linq.Enumerable]::SequenceEqual([byte[]] $before, [byte[]] [System.IO.File]::ReadAllBytes($file.FullName))
        $same | Should -BeTrue
        (Get-MigrateVM -Project $project).Count | Should -Be $machines.Count
        @(Get-MigrateAssessment -Project $project) | Should -HaveCount 1
    }

    It 'says what an import would do' {
        { Import-MigrateInventory $sample -Project $project -WhatIf -ErrorAction SilentlyContinue -WarningAction SilentlyContinue } | Should -Not -Throw
        (Get-MigrateVM -Project $project).Count | Should -Be $machines.Count
    }

    It 'explains each pick' {
        $row = @($assessment | Get-MigrateRecommendation -Explain).Where({ $null -ne $_.RecommendedSize })[0]
        $row.Reasons.Count | Should -BeGreaterThan 3
        "$($row.Reasons)" | Should -Match $row.RecommendedSize
        "$($row.Reasons)" | Should -Match 'Cores and memory'
    }

    It 'exports <Ending>' -ForEach @(
        @{ Ending = 'csv'; Files = 2 }
        @{ Ending = 'json'; Files = 1 }
    ) {
        $written = @($assessment | Export-MigrateAssessment "$folder/out.$Ending")
        $written | Should -HaveCount $Files
        $written[0].FullName | Should -Exist
    }

    It 'needs {name} in the path for several assessments' {
        $several = Invoke-MigrateAssessment -Group all -Project $project -Location northeurope -SavingsOption None, RI1Year
        $several | Should -HaveCount 2
        { $several | Export-MigrateAssessment "$folder/one.json" } | Should -Throw -ErrorId 'Export.SeveralAssessments,*'
        $written = $several | Export-MigrateAssessment "$folder/{name}.json"
        $written | Should -HaveCount 2
        $several | Remove-MigrateAssessment -Force
    }

    It 'does not replace a file with -NoClobber' {
        { $assessment | Export-MigrateAssessment $file.FullName -NoClobber } | Should -Throw -ErrorId 'Export.FileExists,*'
    }
}

Describe 'The one-liner' {
    It 'runs as written' {
        $folder = "$TestDrive/line"
        [void] [System.IO.Directory]::CreateDirectory($folder)
        [System.IO.File]::Copy($sample, "$folder/rvtools.xlsx")
        $before = $ExecutionContext.SessionState.Path.CurrentFileSystemLocation.Path
        [void] $ExecutionContext.SessionState.Path.SetLocation($folder)
        $ErrorActionPreference = 'SilentlyContinue'
        $WarningPreference = 'SilentlyContinue'
        try {
            Import-MigrateInventory ./rvtools.xlsx | New-MigrateGroup -Name all |
                Invoke-MigrateAssessment -Location westeurope | Export-MigrateAssessment ./assessment.xlsx
            $first = [System.IO.File]::ReadAllBytes("$folder/assessment.xlsx")
            # A new session has a new temporary project: the same file gives the same bytes there.
            Disconnect-MigrateProject
            $fresh = New-MigrateProject ./fresh
            Import-MigrateInventory ./rvtools.xlsx -Project $fresh | New-MigrateGroup -Name all |
                Invoke-MigrateAssessment -Location westeurope | Export-MigrateAssessment ./assessment.xlsx
        }
        finally {
            [void] $ExecutionContext.SessionState.Path.SetLocation($before)
        }
        [System.Linq.Enumerable]::SequenceEqual([byte[]] $first, [byte[]] [System.IO.File]::ReadAllBytes("$folder/assessment.xlsx")) | Should -BeTrue
    }
}

Describe 'Names from outside' {
    It 'come out as text: <Case>' -ForEach @(
        @{ Case = 'a formula'; Name = "=cmd|' /C calc'!A0" }
        @{ Case = 'a path'; Name = '../../x' }
        @{ Case = 'SQL'; Name = "'; drop table machine; --" }
        @{ Case = 'a wildcard'; Name = '*[a-z]?' }
        @{ Case = 'PowerShell'; Name = '$(throw "run")' }
        @{ Case = 'emoji'; Name = "shop-$([char]::ConvertFromUtf32(0x1F6D2))" }
        @{ Case = '10,000 characters'; Name = 'x' * 10000 }
    ) {
        $folder = "$TestDrive/names"
        [void] [System.IO.Directory]::CreateDirectory($folder)
        $quoted = $Name.Replace('"', '""')
        [System.IO.File]::WriteAllText("$folder/in.csv", "Server name,Cores,Memory (In MB),OS name`n`"$quoted`",2,4096,Windows Server 2022`n")
        $project = New-MigrateProject "$folder/$([guid]::NewGuid())"
        $assessment = Import-MigrateInventory "$folder/in.csv" -Project $project -WarningAction SilentlyContinue |
            New-MigrateGroup -Name $Name | Invoke-MigrateAssessment -Location westeurope
        $row = $assessment | Get-MigrateRecommendation
        $row.Name | Should -BeExactly $Name
        $row.Readiness | Should -Be 'Ready'
        @(Get-MigrateGroup -Project $project) | Should -HaveCount 1
        $files = @($assessment | Export-MigrateAssessment "$folder/{name}.csv") + @($assessment | Export-MigrateAssessment "$folder/{name}.xlsx")
        $files.Where({ [System.IO.Path]::GetDirectoryName($_.FullName) -ne [System.IO.Path]::GetFullPath($folder) }) | Should -HaveCount 0
        $first = [System.IO.File]::ReadAllLines($files[0].FullName)[1]
        if ($Name[0] -eq '=') { $first | Should -Match "^`"?'=" }
    }
}

Describe 'Without a project' {
    It 'Import-MigrateInventory makes a temporary one for the session' {
        $machines = Import-MigrateInventory $sample -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
        $machines[0].Project.IsTemporary | Should -BeTrue
        (Get-MigrateProject).Path | Should -Be $machines[0].Project.Path
        (Get-MigrateVM).Count | Should -Be $machines.Count
        Disconnect-MigrateProject
        Get-MigrateProject | Should -BeNullOrEmpty
    }

    It '<Command> says how to connect' -ForEach @(
        @{ Command = 'Get-MigrateVM' }
        @{ Command = 'Get-MigrateGroup' }
        @{ Command = 'Get-MigrateAssessment' }
    ) {
        $problem = { & $Command -ErrorAction Stop } | Should -Throw -ErrorId 'Project.NotConnected,*' -PassThru
        "$problem" | Should -Match 'Connect-MigrateProject'
    }
}
