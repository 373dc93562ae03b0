BeforeAll {
    if (-not (Get-Module AzMigrate)) {
        Import-Module "$PSScriptRoot/../../out/module/AzMigrate/AzMigrate.psd1"
    }
    $csv = "$TestDrive/servers.csv"
    [System.IO.File]::WriteAllText($csv, @'
Server name,Cores,Memory (In MB),OS name,Boot type,CPU utilization percentage,Memory utilization percentage,Disk 1 size (In GB)
app1,8,16384,Windows Server 2019,BIOS,20,30,128
o'app-2${x},4,8192,Ubuntu Linux 22.04,UEFI,50,50,64
old1,2,2048,Windows Server 2008 R2,UEFI,10,10,40
'@)
    [void] (Connect-MigrateProject "$TestDrive/templates" -Create)
    [void] (Import-MigrateInventory $csv | New-MigrateGroup -Name all | Invoke-MigrateAssessment -Location westeurope)
}

AfterAll {
    Disconnect-MigrateProject
}

Describe 'Export-MigrateTemplate' {
    It 'writes machines with their disks, and names those that are left out' {
        $file = Get-MigrateRecommendation -Group all | Export-MigrateTemplate "$TestDrive/main.bicep" -ErrorVariable problems -ErrorAction SilentlyContinue
        $file.FullName | Should -Be ([System.IO.Path]::GetFullPath("$TestDrive/main.bicep"))
        $text = [System.IO.File]::ReadAllText($file.FullName)
        $text | Should -Match "param location string = 'westeurope'"
        $text | Should -Match "name: 'app1'"
        $text | Should -Match "name: 'o-app-2--x'"
        $text | Should -Match "hyperVGeneration: 'V2'"
        $text | Should -Match "licenseType: 'Windows_Server'"
        @($problems.ForEach({ $_.FullyQualifiedErrorId }) -like 'Template.MachineNotSized,*') | Should -HaveCount 1
        "$($problems[0])" | Should -Match 'old1'
    }

    It 'writes the same bytes again, over the file that is there' {
        $first = [System.IO.File]::ReadAllText((Get-MigrateRecommendation app1 -Group all | Export-MigrateTemplate "$TestDrive/again.bicep").FullName)
        $second = [System.IO.File]::ReadAllText((Get-MigrateRecommendation app1 -Group all | Export-MigrateTemplate "$TestDrive/again.bicep").FullName)
        $second | Should -Be $first
    }

    It 'keeps a file with -NoClobber and writes none with -WhatIf' {
        { Get-MigrateRecommendation app1 -Group all | Export-MigrateTemplate "$TestDrive/again.bicep" -NoClobber -ErrorAction Stop } |
            Should -Throw -ErrorId 'Export.FileExists,*'
        Get-MigrateRecommendation app1 -Group all | Export-MigrateTemplate "$TestDrive/none.bicep" -WhatIf
        [System.IO.File]::Exists("$TestDrive/none.bicep") | Should -BeFalse
    }

    It 'refuses a template of nothing, and of several regions' {
        { Get-MigrateRecommendation old1 -Group all | Export-MigrateTemplate "$TestDrive/none.bicep" -ErrorAction SilentlyContinue } |
            Should -Throw -ErrorId 'Template.Empty,*'
        $rows = @(Get-MigrateRecommendation app1 -Group all) +
            @(Invoke-MigrateAssessment -Group all -Location northeurope | Get-MigrateRecommendation '*app-2*')
        { $rows | Export-MigrateTemplate "$TestDrive/none.bicep" } | Should -Throw -ErrorId 'Template.SeveralRegions,*'
    }
}
