# A machine of an import, its disks as image files, is replicated into a folder, tried, moved, taken back and accepted.
BeforeAll {
    if (-not (Get-Module AzMigrate)) {
        Import-Module "$PSScriptRoot/../../out/module/AzMigrate/AzMigrate.psd1"
    }
    function Write-Disk([string] $Path, [int] $Seed) {
        $bytes = [byte[]]::new(6MB)
        [System.Random]::new($Seed).NextBytes($bytes)
        [System.IO.File]::WriteAllBytes($Path, $bytes)
    }
    function Test-SameDisk([string] $Image, [string] $Vhd) {
        $left = [System.IO.File]::ReadAllBytes($Image)
        $right = [System.IO.File]::ReadAllBytes($Vhd)
        $right.Length -eq $left.Length + 512 -and [System.Linq.Enumerable]::SequenceEqual($left, [byte[]] $right[0..($left.Length - 1)])
    }
    function Get-Completion([string] $Line) {
        (TabExpansion2 $Line $Line.Length).CompletionMatches.ForEach({ $_.CompletionText })
    }

    # TestDrive is emptied after each Describe, and a replication goes through several.
    $place = [System.IO.Path]::Combine([System.IO.Path]::GetTempPath(), "migrate-$([guid]::NewGuid())")
    [void] [System.IO.Directory]::CreateDirectory($place)
    [void] (Connect-MigrateProject "$place/estate" -Create)
    [void] (Import-MigrateInventory "$PSScriptRoot/../../samples/azure-migrate-sample.csv" -WarningAction SilentlyContinue -ErrorAction SilentlyContinue)
    [void] (Get-MigrateVM web01, web02 | New-MigrateGroup -Name web)

    $disk = "$place/web01.img"
    Write-Disk $disk 1
    $copies = "$place/copies"
    $quiet = @{ WarningAction = 'SilentlyContinue' }
}

AfterAll {
    Disconnect-MigrateProject
    [System.IO.Directory]::Delete($place, $true)
}

Describe 'Start-MigrateReplication' {
    It 'says with -WhatIf what would be made, how much and how long, and starts nothing' {
        $plan = Start-MigrateReplication -VMName web01 -Disk $disk -Folder $copies -EstimateMBps 1 -WhatIf
        $plan.CanStart | Should -Be $true
        $plan.CapacityBytes | Should -Be 6MB
        $plan.FirstCopyTime.TotalSeconds | Should -Be 7
        "$($plan.Resources)" | Should -Match 'web01-osdisk.vhd'
        "$($plan.Problems.Code)" | Should -Not -Match 'ExcludeUnknown'
        $plan = Start-MigrateReplication -VMName web01 -Disk $disk -Folder $copies -ExcludeDisk 'Hard disk 7' -WhatIf @quiet
        "$($plan.Problems.Code)" | Should -Match 'Replication.ExcludeUnknown'
        Get-MigrateReplication | Should -BeNullOrEmpty
        [System.IO.Directory]::Exists($copies) | Should -Be $false
    }

    It 'asks for a target, a decent interval and one machine for its disks' {
        { Start-MigrateReplication -VMName web01 } | Should -Throw -ErrorId 'Replication.TargetMissing,*'
        { Start-MigrateReplication -VMName web01 -Folder $copies -SyncInterval 00:01:00 } | Should -Throw -ErrorId 'Replication.IntervalTooShort,*'
        { Get-MigrateVM web0* | Start-MigrateReplication -Disk $disk -Folder $copies } | Should -Throw -ErrorId 'Replication.OneMachineOnly,*'
        { Start-MigrateReplication -VMName web01 -Disk $disk -Folder $copies -Upload } | Should -Throw -ErrorId 'Replication.TargetsSeveral,*'
        foreach ($wrong in @{ BandwidthWindow = 'always=5' }, @{ BandwidthMBps = 0.01 }) {
            { Start-MigrateReplication -VMName web01 -Disk $disk -Folder $copies @wrong } | Should -Throw
            Get-MigrateReplication | Should -BeNullOrEmpty
        }
        Start-MigrateReplication -VMName web01 -Disk $disk -ResourceGroup rg -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -Match '^Replication.TargetIncomplete,'
    }

    It 'names a machine whose disks nothing reads' {
        Start-MigrateReplication -VMName web02 -Folder $copies -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -Match '^Replication.NoSource,'
    }

    It 'needs a project that outlives the session' {
        $project = (Get-MigrateVM web01).Project
        Disconnect-MigrateProject
        $temporary = Import-MigrateInventory "$PSScriptRoot/../../samples/azure-migrate-sample.csv" @quiet -ErrorAction SilentlyContinue
        $temporary | Where-Object Name -eq web01 | Start-MigrateReplication -Disk $disk -Folder $copies -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -Match '^Project.Temporary,'
        Disconnect-MigrateProject
        [void] (Connect-MigrateProject $project.Path)
    }

    It 'makes the first copy, and refuses a machine twice' {
        $replication = Start-MigrateReplication -VMName web01 -Disk $disk -Folder $copies @quiet
        $replication.State | Should -Be 'Ready'
        $replication.PercentComplete | Should -Be 100
        Test-SameDisk $disk "$copies/azmigrate-$($replication.Id)/web01-osdisk.vhd" | Should -Be $true
        "$($replication.GuestFindings.Code)" | Should -Be 'Guest.NoSystem'
        Start-MigrateReplication -VMName web01 -Disk $disk -Folder $copies -ErrorVariable failed -ErrorAction SilentlyContinue @quiet
        $failed[0].FullyQualifiedErrorId | Should -Match '^Replication.Exists,'
    }

    It 'keeps a replicated machine from being removed' {
        { Get-MigrateVM web01 | Remove-MigrateVM -Force -ErrorAction Stop } | Should -Throw -ErrorId 'Machine.Replicated,*'
    }
}

Describe 'A replication' {
    It 'is found by name, id, group and state, and completed' {
        (Get-MigrateReplication web*).Name | Should -Be 'web01'
        (Get-MigrateReplication -Group web -State Ready, Copying).Name | Should -Be 'web01'
        Get-MigrateReplication -State Paused | Should -BeNullOrEmpty
        Get-Completion 'Sync-MigrateReplication -Name w' | Should -Contain 'web01'
        Sync-MigrateReplication -Name nobody -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -Match '^Replication.NotFound,'
    }

    It 'copies what changed' {
        Write-Disk $disk 2
        $replication = Get-MigrateReplication web01 | Sync-MigrateReplication -BandwidthMBps 500 -BandwidthWindow 'Sat,Sun 00:00-24:00=unlimited'
        $replication.Cycle | Should -Be 2
        Test-SameDisk $disk "$copies/azmigrate-$($replication.Id)/web01-osdisk.vhd" | Should -Be $true
        { Sync-MigrateReplication -Name web01 -BandwidthWindow 'always=5' } | Should -Throw -ErrorId 'Bandwidth.WindowInvalid,*'
    }

    It 'goes on from a newer export' {
        Write-Disk "$place/newer.img" 3
        $replication = Sync-MigrateReplication -Name web01 -Disk "$place/newer.img"
        Test-SameDisk "$place/newer.img" "$copies/azmigrate-$($replication.Id)/web01-osdisk.vhd" | Should -Be $true
        { Sync-MigrateReplication -Name web01 -Disk $disk, $disk } | Should -Throw -ErrorId 'Replication.DiskCount,*'
        [void] (Sync-MigrateReplication -Name web01 -Disk $disk)
    }

    It 'is not copied before it is due' {
        Get-MigrateReplication web01 | Sync-MigrateReplication -WhenDue | Should -BeNullOrEmpty
    }

    It 'is measured' {
        $measure = Measure-MigrateReplication
        $measure.RemainingBytes | Should -Be 0
        $measure.Advice | Should -Match 'Between cycles'
        $measure.SentMBps | Should -BeGreaterThan 0
    }

    It 'pauses and goes on, and says what may be done' {
        (Suspend-MigrateReplication -Name web01).State | Should -Be 'Paused'
        Sync-MigrateReplication -Name web01 -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -Match '^Replication.VerbIllegal,'
        "$($failed[0].ErrorDetails.RecommendedAction)" | Should -Match 'Resume-MigrateReplication'
        (Resume-MigrateReplication -Name web01).State | Should -Be 'Ready'
    }
}

Describe 'A test migration' {
    It 'makes a machine of the copies and removes it' {
        $tested = Start-MigrateTestMigration -Name web01 @quiet
        $tested.State | Should -Be 'Testing'
        $tested.Launch.MachineName | Should -Be 'web01-test'
        Test-SameDisk $disk "$($tested.Launch.MachineId)/web01-osdisk.vhd" | Should -Be $true
        (Test-MigrateCutover -Name web01).Passed | Should -Be $true
        ($tested | Stop-MigrateTestMigration).State | Should -Be 'Ready'
        [System.IO.Directory]::Exists($tested.Launch.MachineId) | Should -Be $false
    }
}

Describe 'A cutover' {
    It 'has to be told about the source, and to be agreed to' {
        { Start-MigrateCutover -Name web01 -Force } | Should -Throw -ErrorId 'Migration.SourceUndecided,*'
        { Start-MigrateCutover -Name web01 -StopSource -UndoAfter 00:00:00 -Force } | Should -Throw -ErrorId 'Migration.TimeInvalid,*'
        Test-MigrateCutover -Name web01 -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed[0].FullyQualifiedErrorId | Should -Match '^Migration.NoMachine,'
        Start-MigrateCutover -Name web01 -StopSource -WhatIf
        (Get-MigrateReplication).State | Should -Be 'Ready'
    }

    It 'is probed, and taken back by the pipeline when it is not as it should be' {
        $undone = Get-MigrateReplication -Group web -State Ready | Start-MigrateCutover -StopSource -Force @quiet |
            Test-MigrateCutover -ScriptBlock { $args[0].Name -eq 'something else' } | Where-Object Passed -eq $false |
            Undo-MigrateCutover -Force
        $undone.State | Should -Be 'Ready'
        $undone.Launch | Should -BeNullOrEmpty
    }

    It 'is undone by a scheduled task when nobody completes it in time' {
        (Start-MigrateCutover -Name web01 -KeepSourceOn -UndoAfter 01:00:00 -Force @quiet).State | Should -Be 'CutOver'
        Get-MigrateReplication | Sync-MigrateReplication -WhenDue | Should -BeNullOrEmpty
        [void] (Undo-MigrateCutover -Name web01 -Force)
        [void] (Start-MigrateCutover -Name web01 -KeepSourceOn -UndoAfter 00:00:00.001 -Force @quiet)
        Get-MigrateReplication | Sync-MigrateReplication -WhenDue -WhatIf
        (Get-MigrateReplication).State | Should -Be 'CutOver'
        $undone = Get-MigrateReplication | Sync-MigrateReplication -WhenDue
        $undone.State | Should -Be 'Ready'
        $undone.Launch | Should -BeNullOrEmpty
    }

    It 'is accepted and forgotten' {
        $moved = Start-MigrateCutover -Name web01 -KeepSourceOn -Force @quiet
        (Get-MigrateCutover).Name | Should -Be 'web01'
        (Test-MigrateCutover -Name web01 -ScriptBlock { $true }).Probes.Name | Should -Be @('State', 'ScriptBlock')
        (Complete-MigrateCutover -Name web01 -Force).State | Should -Be 'Completed'
        (Get-MigrateVM web01).Tags['MigratedTo'] | Should -Be $moved.Launch.MachineId
        [System.IO.File]::Exists("$($moved.Launch.MachineId)/web01-osdisk.vhd") | Should -Be $true
        Get-MigrateReplication web01 | Stop-MigrateReplication -Force
        Get-MigrateReplication | Should -BeNullOrEmpty
    }
}

Describe 'Get-MigrateEvent' {
    It 'has every step in order, unbroken' {
        $events = Get-MigrateEvent
        $events.Kind | Should -Contain 'Cutover.CreateMachine'
        $events.Kind | Should -Contain 'Cutover.Undone'
        $events[-1].Kind | Should -Be 'Replication.Stopped'
        $events.IsIntact | Should -Not -Contain $false
        @(Get-MigrateEvent -Kind Cycle.* -Last 2).Count | Should -Be 2
    }
}

Describe 'Export-MigrateGuestScript' {
    It 'writes both scripts, that for Linux with line feeds alone' {
        $files = Export-MigrateGuestScript "$TestDrive/prepare"
        $files.Name | Should -Be @('prepare-linux.sh', 'Prepare-Windows.ps1')
        $text = [System.IO.File]::ReadAllText("$TestDrive/prepare/prepare-linux.sh")
        $text | Should -Match '^#!/bin/sh'
        $text.Contains("`r") | Should -Be $false
    }
}
