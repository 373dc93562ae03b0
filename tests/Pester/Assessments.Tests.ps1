BeforeAll {
    if (-not (Get-Module AzMigrate)) {
        Import-Module "$PSScriptRoot/../../out/module/AzMigrate/AzMigrate.psd1"
    }
    $csv = "$TestDrive/servers.csv"
    [System.IO.File]::WriteAllText($csv, @'
Server name,Cores,Memory (In MB),OS name,Boot type,CPU utilization percentage,Memory utilization percentage,Disk 1 size (In GB)
app1,8,16384,Windows Server 2019,BIOS,20,30,128
app2,4,8192,Ubuntu Linux 22.04,BIOS,50,50,64
old1,2,2048,Windows Server 2008 R2,UEFI,10,10,40
'@)
    [void] (Connect-MigrateProject "$TestDrive/estate" -Create)
    [void] (Import-MigrateInventory $csv | New-MigrateGroup -Name all)
}

AfterAll {
    Disconnect-MigrateProject
}

Describe 'Settings' {
    It 'have the defaults of the rules' {
        $settings = New-MigrateAssessmentSetting -Location westeurope
        $settings.Percentile | Should -Be 95
        $settings.ComfortFactor | Should -Be 1.3
        $settings.HoursPerMonth | Should -Be 744
        $settings.WindowsHybridBenefit | Should -BeTrue
    }

    It 'go through a file' {
        [void] (New-MigrateAssessmentSetting -Location northeurope -ComfortFactor 1.5 -VMSeries Dsv5 -OutFile "$TestDrive/settings.json")
        $assessment = Invoke-MigrateAssessment -Group all -SettingFile "$TestDrive/settings.json" -Percentile 99
        $assessment.Settings.Location | Should -Be 'northeurope'
        $assessment.Settings.ComfortFactor | Should -Be 1.5
        $assessment.Settings.Percentile | Should -Be 99
        ($assessment | Get-MigrateRecommendation app2).RecommendedSize | Should -Match '_v5$'
    }

    It 'refuse what Azure does not sell: <Case>' -ForEach @(
        @{ Case = 'a reservation with a discount'; Arguments = @{ SavingsOption = 'RI1Year'; DiscountPercent = 10 } }
        @{ Case = 'a reservation for part of the month'; Arguments = @{ SavingsOption = 'RI3Year'; HoursPerDay = 12 } }
        @{ Case = 'a savings plan with the DevTest offer'; Arguments = @{ SavingsOption = 'SavingsPlan1Year'; Offer = 'DevTest' } }
        @{ Case = 'another currency without a rate'; Arguments = @{ Currency = 'EUR' } }
    ) {
        { New-MigrateAssessmentSetting -Location westeurope @Arguments } | Should -Throw -ErrorId 'Assessment.SettingsInvalid,*'
    }

    It 'name the regions that are near an unknown one' {
        $problem = { Invoke-MigrateAssessment -Group all -Location westeurop } | Should -Throw -ErrorId 'Assessment.SettingsInvalid,*' -PassThru
        "$problem" | Should -Match 'westeurope'
    }

    It 'need a location' {
        { Invoke-MigrateAssessment -Group all } | Should -Throw -ErrorId 'Assessment.LocationMissing,*'
    }
}

Describe 'Assessments' {
    It 'come one for each region and way to pay' {
        $several = Get-MigrateGroup all | Invoke-MigrateAssessment -Location westeurope, northeurope -SavingsOption None, RI3Year
        $several | Should -HaveCount 4
        $several.ForEach({ $_.Id }).Count | Should -Be 4
        $none, $reserved = $several[0], $several[1]
        $reserved.Summary.MonthlyComputeCost | Should -BeLessThan $none.Summary.MonthlyComputeCost
    }

    It 'take machines without a group' {
        $one = Get-MigrateVM app1 | Invoke-MigrateAssessment -Location westeurope
        $one.Summary.Machines | Should -Be 1
        $one.GroupName | Should -BeNullOrEmpty
    }

    It 'of one run have to be chosen from' {
        [void] (Invoke-MigrateAssessment -Group all -Location westeurope -SavingsOption None, RI1Year)
        $problem = { Get-MigrateRecommendation -Group all } | Should -Throw -ErrorId 'Assessment.SeveralNewest,*' -PassThru
        "$problem" | Should -Match 'RI1Year'
        @(Get-MigrateAssessment -Group all -Latest) | Should -HaveCount 2
    }

    It 'size by effective use and explain a machine that cannot go' {
        $rows = Invoke-MigrateAssessment -Group all -Location westeurope | Get-MigrateRecommendation
        $app1 = $rows.Where({ $_.Name -eq 'app1' })[0]
        # 8 cores x 20 % x 1.3 = 2.08 cores.
        $app1.VCpus | Should -Be 4
        $old = $rows.Where({ $_.Name -eq 'old1' })[0]
        $old.Readiness | Should -Be 'NotReady'
        $old.Issue | Should -Be 'BootTypeNotSupported'
        $old.RecommendedSize | Should -BeNullOrEmpty
    }

    It 'refuse objects that are neither groups nor machines' {
        'text' | Invoke-MigrateAssessment -Location westeurope -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'Assessment.InputInvalid,*'
    }

    It 'of two groups with the same machines stay apart' {
        [void] (New-MigrateGroup -Name twin -VMName app1, app2, old1)
        $both = Invoke-MigrateAssessment -Group all, twin -Location francecentral
        $both[0].Id | Should -Be $both[1].Id
        [void] ($both | Export-MigrateAssessment "$TestDrive/{name}.json")
        [System.IO.File]::ReadAllText("$TestDrive/all-francecentral.json") | Should -Match '"groupName":"all"'
        $both[1] | Remove-MigrateAssessment -Force
        @(Get-MigrateAssessment all-francecentral) | Should -HaveCount 1
        @(Get-MigrateAssessment twin-francecentral) | Should -HaveCount 0
        [System.IO.File]::ReadAllText("$TestDrive/twin-francecentral.json") | Should -Match '"groupName":"twin"'
    }

    It 'are found again from what remoting hands over' {
        $one = Invoke-MigrateAssessment -Group all -Location westus2
        $far = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($one))
        @($far | Get-MigrateRecommendation) | Should -HaveCount 3
        @(Get-MigrateRecommendation -Id $one.Id.Substring(0, 12)) | Should -HaveCount 3
    }

    It 'are removed' {
        Get-MigrateAssessment | Remove-MigrateAssessment -Force
        Get-MigrateAssessment | Should -BeNullOrEmpty
    }
}

Describe 'The catalogue' {
    It 'says its date, counts and gaps' {
        $catalog = Get-MigrateCatalog
        $catalog.VmSizes.Count | Should -BeGreaterThan 1000
        $catalog.Regions.Count | Should -BeGreaterThan 50
        $catalog.Gaps.Count | Should -BeGreaterThan 0
        $catalog.Date.Year | Should -BeGreaterThan 2025
    }

    It 'finds sizes, the cheapest first' {
        $sizes = Get-MigrateVMSize -Location westeurope -MinVCpu 4 -MinMemoryGiB 16 -Series D, E -First 5
        $sizes | Should -HaveCount 5
        $sizes[0].LinuxUsdPerHour | Should -BeLessOrEqual $sizes[4].LinuxUsdPerHour
        $sizes.Where({ $_.VCpus -lt 4 -or $_.MemoryGiB -lt 16 }) | Should -HaveCount 0
        { Get-MigrateVMSize -MaxHourlyPrice 1 } | Should -Throw -ErrorId 'Catalog.RegionMissing,*'
    }
}
