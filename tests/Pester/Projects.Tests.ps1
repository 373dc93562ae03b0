BeforeAll {
    if (-not (Get-Module AzMigrate)) {
        Import-Module "$PSScriptRoot/../../out/module/AzMigrate/AzMigrate.psd1"
    }
    $csv = "$TestDrive/servers.csv"
    [System.IO.File]::WriteAllText($csv, @'
Server name,Cores,Memory (In MB),OS name,Boot type,Number of disks,Storage in use (In GB)
web1,2,4096,Windows Server 2019,UEFI,1,64
web2,2,4096,Windows Server 2019,UEFI,1,64
sql1,8,65536,Windows Server 2022,UEFI,3,900
lin1,4,8192,Ubuntu Linux 22.04,BIOS,1,128
'@)
}

Describe 'Projects' {
    It 'are made, connected, described and removed' {
        $made = New-MigrateProject "$TestDrive/p1" -Name 'First project'
        $made.Name | Should -Be 'First project'
        { New-MigrateProject "$TestDrive/p1" } | Should -Throw -ErrorId 'Project.Exists,*'
        (Connect-MigrateProject "$TestDrive/p1").Name | Should -Be 'First project'
        (Get-MigrateProject).Name | Should -Be 'First project'
        Remove-MigrateProject "$TestDrive/p1" -Force
        Get-MigrateProject | Should -BeNullOrEmpty
        "$TestDrive/p1/project.db" | Should -Not -Exist
    }

    It 'are not made by Connect without -Create' {
        { Connect-MigrateProject "$TestDrive/none" } | Should -Throw -ErrorId 'Project.NotFound,*'
        "$TestDrive/none" | Should -Not -Exist
        [void] (Connect-MigrateProject "$TestDrive/none" -Create)
        "$TestDrive/none/project.db" | Should -Exist
        Disconnect-MigrateProject
    }

    It 'are not removed without a word in a session that cannot ask' {
        [void] (New-MigrateProject "$TestDrive/kept")
        { Remove-MigrateProject "$TestDrive/kept" } | Should -Throw
        "$TestDrive/kept/project.db" | Should -Exist
    }

    It 'change nothing with -WhatIf' {
        New-MigrateProject "$TestDrive/whatif" -WhatIf
        "$TestDrive/whatif" | Should -Not -Exist
    }
}

Describe 'Machines and groups' {
    BeforeAll {
        [void] (Connect-MigrateProject "$TestDrive/estate" -Create)
        [void] (Import-MigrateInventory $csv)
    }

    AfterAll {
        Disconnect-MigrateProject
    }

    It 'finds machines by <Filter>' -ForEach @(
        @{ Filter = 'name'; Arguments = @{ Name = 'web*' }; Expected = 2 }
        @{ Filter = 'two names'; Arguments = @{ Name = 'WEB1', 'sql?' }; Expected = 2 }
        @{ Filter = 'operating system'; Arguments = @{ OS = '*ubuntu*' }; Expected = 1 }
        @{ Filter = 'source'; Arguments = @{ Source = 'csv' }; Expected = 4 }
        @{ Filter = 'power state'; Arguments = @{ PowerState = 'Off' }; Expected = 0 }
    ) {
        @(Get-MigrateVM @Arguments) | Should -HaveCount $Expected
    }

    It 'keeps what users set when the file is imported again' {
        Get-MigrateVM sql1 | Set-MigrateVM -Tag @{ App = 'CRM' } -Owner 'DBA team' -Environment DevTest
        [void] (Import-MigrateInventory $csv)
        $machine = Get-MigrateVM -Tag @{ App = 'CRM' }
        $machine.Name | Should -Be 'sql1'
        $machine.Owner | Should -Be 'DBA team'
        $machine.Environment | Should -Be 'DevTest'
        Set-MigrateVM -VMName sql1 -Tag @{ App = $null } -Owner ''
        Get-MigrateVM -Tag @{ App = '*' } | Should -BeNullOrEmpty
    }

    It 'declares groups by name' {
        $group = Get-MigrateVM web* | New-MigrateGroup -Name web
        $group.MachineCount | Should -Be 2
        $again = Get-MigrateVM web1 | New-MigrateGroup -Name web -WarningVariable said -WarningAction SilentlyContinue
        $again.MachineCount | Should -Be 1
        "$said" | Should -Match 'web'
        { Get-MigrateVM web* | New-MigrateGroup -Name web -NoClobber } | Should -Throw -ErrorId 'Group.Exists,*'
        { Get-MigrateVM nothing* | New-MigrateGroup -Name empty } | Should -Throw -ErrorId 'Group.Empty,*'
        Get-MigrateGroup empty -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'adds and takes out members' {
        [void] (New-MigrateGroup -Name team -VMName web1)
        (Get-MigrateVM sql1, lin1 | Add-MigrateGroupMember -Group team -PassThru).MachineCount | Should -Be 3
        (Remove-MigrateGroupMember -Group team -VMName web* -PassThru).MachineCount | Should -Be 2
        @(Get-MigrateVM -Group team) | Should -HaveCount 2
        Set-MigrateGroup team -NewName crew -Description 'People' -PassThru | ForEach-Object Name | Should -Be 'crew'
        Get-MigrateGroup crew | Remove-MigrateGroup -Force
        Get-MigrateGroup crew -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'names what it does not find' {
        Get-MigrateGroup nope -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'Group.NotFound,*'
        New-MigrateGroup -Name x -VMName web1, missing -ErrorVariable problems -ErrorAction SilentlyContinue | Should -Not -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'Machine.NotFound,*'
    }

    It 'binds identities by property name, as remoting hands objects over' {
        $far = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize((Get-MigrateVM web2)))
        ($far | New-MigrateGroup -Name remote).MachineCount | Should -Be 1
    }

    It 'completes groups and regions' {
        [void] (Get-MigrateVM | New-MigrateGroup -Name 'my servers' -WarningAction SilentlyContinue)
        $line = 'Invoke-MigrateAssessment -Group my'
        (TabExpansion2 $line $line.Length).CompletionMatches[0].CompletionText | Should -Be "'my servers'"
        $line = 'Invoke-MigrateAssessment -Location weste'
        (TabExpansion2 $line $line.Length).CompletionMatches[0].CompletionText | Should -Be 'westeurope'
        $line = 'Get-MigrateVMSize Standard_D4s_v'
        (TabExpansion2 $line $line.Length).CompletionMatches.Count | Should -BeGreaterThan 2
    }
}

Describe 'A server that two sources describe' {
    BeforeAll {
        [void] (Connect-MigrateProject "$TestDrive/linked" -Create)
        $first = "$TestDrive/first.csv"
        $second = "$TestDrive/second.csv"
        [System.IO.File]::WriteAllText($first, @'
Server name,Cores,Memory (In MB),OS name,Boot type,Number of disks,Storage in use (In GB)
web1.corp.example,2,4096,Windows Server 2019,UEFI,1,64
alone,2,4096,Windows Server 2019,UEFI,1,64
'@)
        [System.IO.File]::WriteAllText($second, @'
Server name,Cores,Memory (In MB),OS name,Boot type,Number of disks,Storage in use (In GB)
WEB1.corp.example,4,8192,Windows Server 2022,UEFI,1,64
'@)
        [void] (Import-MigrateInventory $first)
        [void] (Import-MigrateInventory $second -SourceName branch)
    }

    AfterAll {
        Disconnect-MigrateProject
    }

    It 'is shown once, found by each identity, and says where its facts come from' {
        @(Get-MigrateVM) | Should -HaveCount 2
        @(Get-MigrateVM -AllRecords) | Should -HaveCount 3
        foreach ($id in 'branch/web1.corp.example', 'csv/web1.corp.example') {
            $machine = Get-MigrateVM -Id $id
            $machine.Id | Should -Be 'branch/web1.corp.example'
            $machine.Sources -join ' ' | Should -Be 'branch csv'
        }
        $cores = $machine.Facts.Where({ $_.Fact -eq 'Cores' })[0]
        $cores.RecordId | Should -Be 'branch/web1.corp.example'
        $cores.Rule | Should -Be 'M4'
        $machine.Cores | Should -Be 4
        (Get-MigrateProject).GetSummary().Machines | Should -Be 2
    }

    It 'is in a group once' {
        $group = Get-MigrateVM -AllRecords | New-MigrateGroup -Name both
        $group.MachineCount | Should -Be 2
        @(Get-MigrateVM -Group both) | Should -HaveCount 2
    }

    It 'goes with all its records, or by one identity with that record alone' {
        Remove-MigrateVM -Id csv/web1.corp.example -Force
        (Get-MigrateVM web1*).Sources -join ' ' | Should -Be 'branch'
        [void] (Import-MigrateInventory $first)
        Get-MigrateVM web1* | Remove-MigrateVM -Force
        @(Get-MigrateVM -AllRecords).Name | Should -Be 'alone'
    }
}
