# Discovery by the cmdlets, of VMware's own simulator behind our strict door. Where the simulator is not built these
# tests are not there, but in CI they are always: its absence is a failure then.
BeforeDiscovery {
    $isBuilt = [System.IO.File]::Exists("$PSScriptRoot/../../out/peers/vcsim")
    $isWanted = $isBuilt -or [System.Environment]::GetEnvironmentVariable('CI') -eq 'true'
}

BeforeAll {
    if (-not (Get-Module AzMigrate)) {
        Import-Module "$PSScriptRoot/../../out/module/AzMigrate/AzMigrate.psd1"
    }
    $canary = 'c4n4ry-pa--word'
    function Get-TestCredential([string] $Password) {
        $secure = [System.Security.SecureString]::new()
        foreach ($character in $Password.ToCharArray()) { $secure.AppendChar($character) }
        [System.Management.Automation.PSCredential]::new('reader', $secure)
    }

    function Get-VcsimProgram([string] $Name) {
        [System.IO.Path]::GetFullPath([System.IO.Path]::Combine($PSScriptRoot, '..', '..', 'out', 'peers', $Name))
    }

    # The simulator's process, and what it prints when it listens. It ends with Stop-Vcsim, or with this process.
    function Start-Vcsim([string[]] $Arguments) {
        $start = [System.Diagnostics.ProcessStartInfo]::new((Get-VcsimProgram vcsim))
        $start.RedirectStandardInput = $true
        $start.RedirectStandardOutput = $true
        $start.Arguments = '-until-eof ' + ($Arguments -join ' ')
        $process = [System.Diagnostics.Process]::Start($start)
        $ready = $process.StandardOutput.ReadLine()
        if ($ready -notlike 'READY *') { throw "The simulator did not start: $ready" }
        $vcsim = @{ Process = $process }
        foreach ($pair in $ready.Split(' ')) {
            $name, $value = $pair.Split('=', 2)
            if ($value) { $vcsim[$name] = $value }
        }
        $vcsim
    }

    function Stop-Vcsim([hashtable] $Vcsim) {
        $Vcsim.Process.StandardInput.Close()
        [void] $Vcsim.Process.WaitForExit(10000)
    }

    # Takes a virtual machine out of the simulated vCenter.
    function Remove-VcsimMachine([hashtable] $Vcsim, [string] $User, [string] $Password, [string] $Name) {
        $start = [System.Diagnostics.ProcessStartInfo]::new((Get-VcsimProgram govc))
        $start.Arguments = "vm.destroy `"$Name`""
        $start.Environment['GOVC_URL'] = $Vcsim.direct
        $start.Environment['GOVC_USERNAME'] = $User
        $start.Environment['GOVC_PASSWORD'] = $Password
        $start.Environment['GOVC_INSECURE'] = '1'
        $process = [System.Diagnostics.Process]::Start($start)
        $process.WaitForExit()
        if ($process.ExitCode -ne 0) { throw "govc could not remove $Name." }
    }
}

if ($isWanted) {
    Describe 'A live vCenter' {
        BeforeAll {
            $folder = "$TestDrive/estate"
            $vcsim = Start-Vcsim '-machines', '20', '-username', 'reader', '-password', $canary,
                '-deny', 'VirtualMachine.State.CreateSnapshot'
            [void] (Connect-MigrateProject $folder -Create)
            [void] (Add-MigrateSource vc1 $vcsim.front -Credential (Get-TestCredential $canary))
        }

        AfterAll {
            Disconnect-MigrateProject
            Stop-Vcsim $vcsim
        }

        It 'shows an unknown certificate, and how to accept it' {
            $check = (Test-MigrateSource vc1).Where({ $_.Name -eq 'Certificate' })[0]
            $check.Result | Should -Be 'Failed'
            $check.Detail | Should -BeLike "*$($vcsim.thumbprint)*"
            $check.Remedy | Should -BeLike "*-CertificateThumbprint $($vcsim.thumbprint)*"
            $problem = { Start-MigrateDiscovery vc1 -ErrorAction Stop } | Should -Throw -ErrorId 'Source.CertificateInvalid,*' -PassThru
            $problem.CategoryInfo.Category | Should -Be 'SecurityError'
            Set-MigrateSource vc1 -CertificateThumbprint $vcsim.thumbprint
        }

        It 'is tested down to privileges and statistics' {
            $checks = Test-MigrateSource vc1
            $checks.Source | Should -Contain 'vc1'
            $checks.Where({ $_.Result -eq 'Failed' }) | Should -HaveCount 0
            $later = $checks.Where({ $_.Name -eq 'Privileges for replication' })[0]
            $later.Result | Should -Be 'Warning'
            $later.Detail | Should -BeLike '*VirtualMachine.State.CreateSnapshot*'
            $later.Detail | Should -Not -BeLike '*Datastore.Browse*'
            $checks.Where({ $_.Name -eq 'Statistics' }).Detail | Should -BeLike '*level 1*'
        }

        It 'refuses a wrong password, once' {
            $problem = { Add-MigrateSource other $vcsim.front -CertificateThumbprint $vcsim.thumbprint -Test `
                -Credential (Get-TestCredential 'wrong') -ErrorAction Stop } | Should -Throw -ErrorId 'Source.CheckFailed,*' -PassThru
            "$problem" | Should -BeLike '*refused the login of reader*'
            Set-MigrateSource vc1 -Credential (Get-TestCredential 'wrong')
            $problem = { Start-MigrateDiscovery vc1 -ErrorAction Stop } | Should -Throw -ErrorId 'Source.LoginFailed,*' -PassThru
            $problem.CategoryInfo.Category | Should -Be 'AuthenticationError'
            Set-MigrateSource vc1 -Credential (Get-TestCredential $canary)
        }

        It 'gives its machines, names each remote call, and doubles nothing' {
            $said = Start-MigrateDiscovery vc1 -Verbose -WarningAction SilentlyContinue 4>&1
            $result = $said.Where({ $_ -isnot [System.Management.Automation.VerboseRecord] })[0]
            $result.IsComplete | Should -BeTrue
            $result.New | Should -BeGreaterThan 10
            "$said" | Should -Match 'vc1: RetrievePropertiesEx took \d+\.\d{3} s\.'
            @($result | Get-MigrateVM) | Should -HaveCount $result.New
            $again = Start-MigrateDiscovery vc1 -WarningAction SilentlyContinue
            $again.Unchanged | Should -Be $result.New
            (Get-MigrateSource vc1).LastDiscovery | Should -Not -BeNullOrEmpty
        }

        It 'gives its performance, which assessments take' {
            $result = Get-MigrateSource vc1 | Update-MigratePerformance -WarningAction SilentlyContinue
            $result.Points | Should -BeGreaterThan 0
            @(Get-MigratePerformance -Counter CpuPercent).Count | Should -BeGreaterThan 0
        }

        It 'loses a machine, which stays in the project, is marked, and is not assessed' {
            $machine = @(Get-MigrateVM -PowerState On)[0]
            [void] (Get-MigrateVM | New-MigrateGroup -Name all)
            Remove-VcsimMachine $vcsim reader $canary $machine.Name
            $result = Start-MigrateDiscovery vc1 -WarningAction SilentlyContinue
            $result.Gone | Should -Be 1
            $gone = Get-MigrateVM -Gone
            $gone.Id | Should -Be $machine.Id
            $gone.State | Should -Be 'Gone'
            $gone.GoneSince | Should -Not -BeNullOrEmpty
            @(Get-MigrateVM -Gone:$false).Count | Should -Be (@(Get-MigrateVM).Count - 1)

            $assessment = Invoke-MigrateAssessment -Group all -Location westeurope -WarningVariable said -WarningAction SilentlyContinue
            "$said" | Should -BeLike "*group 'all', 1 of*are gone*-IncludeGone*"
            $all = Invoke-MigrateAssessment -Group all -Location westeurope -IncludeGone -WarningVariable silent
            $silent | Should -HaveCount 0
            $all.Summary.Machines | Should -Be ($assessment.Summary.Machines + 1)
            { $gone | Invoke-MigrateAssessment -Location westeurope -ErrorAction Stop } | Should -Throw -ErrorId 'Assessment.AllGone,*'
        }

        It 'leaves the password in no stream and no file' {
            # With -Debug alone PowerShell asks at each warning and error.
            $loud = @{ Verbose = $true; Debug = $true; WarningAction = 'Continue'; ErrorAction = 'Continue' }
            $said = @(
                Test-MigrateSource vc1 @loud *>&1
                Start-MigrateDiscovery vc1 -IncludeNotes @loud *>&1
                Update-MigratePerformance vc1 @loud *>&1
            )
            foreach ($item in $said + $global:Error) { "$item $($item.Exception)" | Should -Not -BeLike '*c4n4ry*' }
            foreach ($file in [System.IO.Directory]::GetFiles($folder)) {
                $bytes = [System.IO.File]::ReadAllBytes($file)
                [System.Text.Encoding]::Latin1.GetString($bytes).Contains('c4n4ry') | Should -BeFalse
                [System.Text.Encoding]::Unicode.GetString($bytes).Contains('c4n4ry') | Should -BeFalse
            }
        }
    }
}
