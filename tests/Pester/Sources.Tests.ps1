# Sources as far as no server answers: what is bound, kept, asked, refused and said.
BeforeDiscovery {
    $forms = @(
        @{ Form = 'a vault'; Reference = 'vault:Migration/vc1' }
        @{ Form = 'an automation account'; Reference = 'automation:vCenter reader' }
    )
}

BeforeAll {
    if (-not (Get-Module AzMigrate)) {
        Import-Module "$PSScriptRoot/../../out/module/AzMigrate/AzMigrate.psd1"
    }
    $canary = 'c4n4ry-pa$$word'
    $secure = [System.Security.SecureString]::new()
    foreach ($character in $canary.ToCharArray()) { $secure.AppendChar($character) }
    $credential = [System.Management.Automation.PSCredential]::new('svc@corp', $secure)
    # Nothing listens there.
    $closed = 'https://127.0.0.1:1/sdk'
    [void] (Connect-MigrateProject "$TestDrive/estate" -Create)

    function Get-Remoted($Value) {
        [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($Value))
    }
    function Get-Completion([string] $Line) {
        (TabExpansion2 $Line $Line.Length).CompletionMatches.ForEach({ $_.CompletionText })
    }
}

AfterAll {
    Disconnect-MigrateProject
}

Describe 'Sources' {
    It 'are added, changed, found and removed without contacting the server' {
        $added = Add-MigrateSource vc1 vc1.corp.example -CredentialReference env:VC_USER/VC_PASSWORD
        $added.Server | Should -Be 'vc1.corp.example'
        $added.Kind | Should -Be 'VMware'
        $added.CredentialReference | Should -Be 'env:VC_USER/VC_PASSWORD'
        $changed = Get-MigrateSource vc* | Set-MigrateSource -VMware vc2.corp.example -CredentialReference '' -PassThru
        $changed.Server | Should -Be 'vc2.corp.example'
        $changed.CredentialReference | Should -BeNullOrEmpty
        "$($changed.Connection.Timeout)" | Should -Be '00:01:40'
        "$((Set-MigrateSource vc1 -Timeout 00:02:00 -PassThru).Connection.Timeout)" | Should -Be '00:02:00'
        { Add-MigrateSource vc1 vc1.corp.example -NoClobber } | Should -Throw -ErrorId 'Source.Exists,*'
        Remove-MigrateSource vc1 -Force
        Get-MigrateSource | Should -BeNullOrEmpty
    }

    It 'say when a name that is in use gets other settings' {
        [void] (Add-MigrateSource vc1 vc1.corp.example)
        [void] (Add-MigrateSource VC1 vc1.corp.example -WarningVariable same)
        [void] (Add-MigrateSource VC1 vc9.corp.example -WarningVariable said -WarningAction SilentlyContinue)
        $same | Should -HaveCount 0
        "$said" | Should -Match 'vc1'
        (Get-MigrateSource).Server | Should -Be 'vc9.corp.example'
        Remove-MigrateSource vc1 -Force
    }

    It 'wait as long as they are told to' {
        "$((Add-MigrateSource vc1 vc1.corp.example -Timeout 00:00:30).Connection.Timeout)" | Should -Be '00:00:30'
        { Set-MigrateSource vc1 -Timeout 00:00:00 -ErrorAction Stop } | Should -Throw -ErrorId 'Source.TimeoutInvalid,*'
        Remove-MigrateSource vc1 -Force
    }

    It 'come from a table, one row each' {
        $rows = @(
            [pscustomobject] @{ Name = 'a'; VMware = 'a.corp.example'; CredentialReference = 'vault:Migration/a' }
            [pscustomobject] @{ Name = 'b'; VMware = 'ftp://b'; CredentialReference = 'vault:Migration/b' }
            [pscustomobject] @{ Name = 'c'; VMware = 'c.corp.example'; CredentialReference = 'vault:Migration/c' }
        )
        $added = $rows | Add-MigrateSource -ErrorVariable problems -ErrorAction SilentlyContinue
        $added.Name | Should -Be @('a', 'c')
        $problems | Should -HaveCount 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'Source.AddressInvalid,*'
        Get-MigrateSource | Remove-MigrateSource -Force
        Get-MigrateSource | Should -BeNullOrEmpty
    }

    It 'change nothing with -WhatIf' {
        Add-MigrateSource vc1 vc1.corp.example -WhatIf
        Get-MigrateSource | Should -BeNullOrEmpty
        [void] (Add-MigrateSource vc1 $closed)
        Set-MigrateSource vc1 -VMware other.corp.example -WhatIf
        Remove-MigrateSource vc1 -Force -WhatIf
        (Get-MigrateSource).Server | Should -Be $closed
        # Neither asks for the credential that is missing, nor contacts anybody.
        Start-MigrateDiscovery vc1 -WhatIf -ErrorAction Stop
        Update-MigratePerformance vc1 -WhatIf -ErrorAction Stop
        Remove-MigrateSource vc1 -Force
    }

    It 'are not removed without a word in a session that cannot ask' {
        [void] (Add-MigrateSource vc1 $closed)
        { Remove-MigrateSource vc1 } | Should -Throw
        Get-MigrateSource | Should -HaveCount 1
        Remove-MigrateSource vc1 -Confirm:$false
    }

    It 'of Windows servers add up, are changed and need no credential' {
        $added = [pscustomobject]@{ Windows = 'web[01-02].corp.example' }, [pscustomobject]@{ Windows = 'sql1.corp.example' } |
            Add-MigrateSource -Name win -UseSsl
        $added.Server | Should -Be 'web01.corp.example and 2 more'
        $added.Kind | Should -Be 'Windows'
        $added.Connection.Cim.UseSsl | Should -Be $true
        $changed = Set-MigrateSource win -Windows localhost -UseSsl -Port 1 -ThrottleLimit 4 -PassThru
        $changed.Server | Should -Be 'localhost'
        $changed.Connection.Cim.Port | Should -Be 1
        $check = @(Test-MigrateSource win) | Where-Object Passed -EQ $false
        $check.Name | Should -Be 'Reach'
        $check.Detail | Should -BeLike '*port 1*HTTPS listener*'
        { Set-MigrateSource win -Proxy http://proxy.corp.example:3128 -ErrorAction Stop } |
            Should -Throw -ErrorId 'Source.ParameterOfOtherKind,*'
        { Add-MigrateSource win2 -Windows srv1 -Authentication Basic -ErrorAction Stop } |
            Should -Throw -ErrorId 'Source.ConnectionInvalid,*'
        Remove-MigrateSource win -Force
    }

    It 'of Hyper-V hosts and clusters are added and changed' {
        $added = Add-MigrateSource hv -HyperV clu1.corp.example, 'hv[08-09].corp.example' -UseSsl -ThrottleLimit 8
        $added.Server | Should -Be 'clu1.corp.example and 2 more'
        $added.Kind | Should -Be 'HyperV'
        $changed = Set-MigrateSource hv -HyperV localhost -Port 1 -PassThru
        $changed.Server | Should -Be 'localhost'
        $changed.Connection.Cim.UseSsl | Should -Be $true
        $changed.Connection.Parallel | Should -Be 8
        (@(Test-MigrateSource hv) | Where-Object Passed -EQ $false).Name | Should -Be 'Reach'
        { Set-MigrateSource hv -Windows srv1 -ErrorAction Stop } | Should -Throw -ErrorId 'Source.ParameterOfOtherKind,*'
        Remove-MigrateSource hv -Force
    }

    It 'are refused with a reference that is none, and with a password in the address' {
        { Add-MigrateSource bad vc1.corp.example -CredentialReference $canary } |
            Should -Throw -ErrorId 'Source.CredentialReferenceInvalid,*'
        { Add-MigrateSource bad 'https://root:x@vc1.corp.example' } | Should -Throw -ErrorId 'Source.AddressInvalid,*'
        { Add-MigrateSource bad vc1.corp.example -CertificateThumbprint 12 } | Should -Throw -ErrorId 'Source.ThumbprintInvalid,*'
        { Add-MigrateSource 'a/b' vc1.corp.example } | Should -Throw -ErrorId 'Source.NameInvalid,*'
        Get-MigrateSource | Should -BeNullOrEmpty
    }

    It 'of Linux servers add up by their name, and are set and shown as one' {
        $rows = [pscustomobject]@{ Linux = 'web[01-03].corp.example'; Port = 22 }, [pscustomobject]@{ Linux = 'db1'; Port = 2222 }
        $added = $rows | Add-MigrateSource -Name linux -KeyFile "$TestDrive/id" -JumpHost 'admin@bastion'
        $added.Kind | Should -Be 'Linux'
        $added.Server | Should -Be 'web01.corp.example and 3 more'
        $added.Connection.Hosts | Should -Be @('web[01-03].corp.example', 'db1:2222')
        ($rows | Add-MigrateSource -Name linux -KeyFile "$TestDrive/id" -JumpHost 'admin@bastion' -NoClobber -ErrorAction SilentlyContinue `
            -ErrorVariable problems) | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'Source.Exists,*'
        $set = Set-MigrateSource linux -Linux '10.1.2.3' -JumpHost '' -ThrottleLimit 4 -UseSudo -PassThru
        $set.Server | Should -Be '10.1.2.3'
        $set.Connection.JumpHost | Should -BeNullOrEmpty
        $set.Connection.Parallel | Should -Be 4
        $set.Connection.KeyFile | Should -BeLike '*id'
        { Set-MigrateSource linux -Proxy http://proxy:1 -ErrorAction Stop } | Should -Throw -ErrorId 'Source.ParameterOfOtherKind,*'
        { Set-MigrateSource linux -VMware vc1 -ErrorAction Stop } | Should -Throw -ErrorId 'Source.ParameterOfOtherKind,*'
        { Add-MigrateSource linux vc1.corp.example } | Should -Throw -ErrorId 'Source.KindChanged,*'
        Remove-MigrateSource linux -Force
    }

    It 'of servers that are not reached alike are not one source: what differs is an error of its record' {
        $rows = [pscustomobject]@{ Linux = 'web1'; KeyFile = "$TestDrive/id" }, [pscustomobject]@{ Linux = 'db1'; KeyFile = "$TestDrive/other" },
            [pscustomobject]@{ Linux = 'web2'; KeyFile = "$TestDrive/id"; UserName = 'admin' }
        $added = $rows | Add-MigrateSource -Name linux -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems.Count | Should -Be 1
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'Source.SettingsDiffer,*'
        "$problems" | Should -BeLike 'db1 *'
        $added.Connection.Hosts | Should -Be @('web1', 'admin@web2:22')
        Remove-MigrateSource linux -Force
        $rows = [pscustomobject]@{ Windows = 'app1'; Port = 5986 }, [pscustomobject]@{ Windows = 'app2'; Port = 15986 }
        $added = $rows | Add-MigrateSource -Name win -UseSsl -ErrorAction SilentlyContinue -ErrorVariable problems
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'Source.SettingsDiffer,*'
        $added.Server | Should -Be 'app1'
        Remove-MigrateSource win -Force
    }

    It 'of Linux servers name what is wrong with hosts, and no part of a secret' {
        { Add-MigrateSource -Name bad -Linux 'root:c4n4ry@web1' -KeyFile "$TestDrive/id" -ErrorAction Stop } |
            Should -Throw -ErrorId 'Source.AddressInvalid,*'
        [void] (Add-MigrateSource -Name away -Linux '127.0.0.1:1' -Credential $credential)
        $check = Test-MigrateSource away
        $check.Name | Should -Be 'Reach'
        $check.Passed | Should -Be $false
        $found = Start-MigrateDiscovery away -ErrorVariable problems -ErrorAction SilentlyContinue
        $found.New | Should -Be 0
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'Source.Unreachable,*'
        "$problems $check" | Should -Not -BeLike '*c4n4ry*'
        [void] (Set-MigrateSource away -KeyFile "$TestDrive/none")
        (Test-MigrateSource away).Detail | Should -BeLike '*private key*none*'
        Remove-MigrateSource away -Force
    }

    It 'need a project that stays' {
        Disconnect-MigrateProject
        try {
            { Add-MigrateSource vc1 vc1.corp.example } | Should -Throw -ErrorId 'Project.NotConnected,*'
            { Get-MigrateSource } | Should -Throw -ErrorId 'Project.NotConnected,*'
        }
        finally {
            [void] (Connect-MigrateProject "$TestDrive/estate")
        }
    }

    It 'that are not there are named: <Command>' -ForEach @(
        @{ Command = 'Get-MigrateSource'; Arguments = @{} }
        @{ Command = 'Set-MigrateSource'; Arguments = @{ VMware = 'vc1.corp.example' } }
        @{ Command = 'Remove-MigrateSource'; Arguments = @{ Force = $true } }
        @{ Command = 'Test-MigrateSource'; Arguments = @{} }
        @{ Command = 'Start-MigrateDiscovery'; Arguments = @{} }
        @{ Command = 'Update-MigratePerformance'; Arguments = @{} }
    ) {
        & $Command missing @Arguments -ErrorVariable problems -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'Source.NotFound,*'
        $problems[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        "$($problems[0])" | Should -BeLike '*Add-MigrateSource*'
        # A pattern that matches none is none.
        & $Command 'missing*' @Arguments -ErrorAction Stop | Should -BeNullOrEmpty
    }

    It 'are known again from what remoting hands over' {
        [void] (Add-MigrateSource vc1 $closed -Credential $credential)
        $far = Get-Remoted (Get-MigrateSource vc1)
        $far.Name | Should -Be 'vc1'
        Disconnect-MigrateProject
        try {
            ($far | Get-MigrateSource).Server | Should -Be $closed
            ($far | Set-MigrateSource -VMware https://127.0.0.1:2/sdk -PassThru).Server | Should -Be 'https://127.0.0.1:2/sdk'
            $far | Start-MigrateDiscovery -WhatIf -ErrorAction Stop
            $far | Update-MigratePerformance -WhatIf -ErrorAction Stop
            # The session's credential is the one of this project's source, however it was opened.
            @($far | Test-MigrateSource)[0].Name | Should -Be 'Reach'
            $far | Remove-MigrateSource -Force
            $far | Get-MigrateSource -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        }
        finally {
            [void] (Connect-MigrateProject "$TestDrive/estate")
        }
    }

    It 'bring their machines down the pipeline, and groups theirs' {
        [System.IO.File]::WriteAllText("$TestDrive/a.csv", "Server name,Cores,Memory (In MB),OS name`none,2,4096,Windows Server 2022`n")
        [System.IO.File]::WriteAllText("$TestDrive/b.csv", "Server name,Cores,Memory (In MB),OS name`ntwo,2,4096,Windows Server 2022`n")
        [void] (Import-MigrateInventory "$TestDrive/a.csv" -SourceName vc1)
        [void] (Import-MigrateInventory "$TestDrive/b.csv" | New-MigrateGroup -Name imported)
        [void] (Add-MigrateSource vc1 $closed)
        (Get-MigrateSource vc1 | Get-MigrateVM).Name | Should -Be 'one'
        (Get-Remoted (Get-MigrateSource vc1) | Get-MigrateVM).Name | Should -Be 'one'
        (Get-MigrateGroup imported | Get-MigrateVM).Name | Should -Be 'two'
        (Get-MigrateVM one | Get-MigrateVM).Name | Should -Be 'one'
        Get-MigrateVM | Remove-MigrateVM -Force
        Remove-MigrateSource vc1 -Force
    }

    It 'need the command that their reference asks' {
        [void] (Add-MigrateSource vc1 $closed -CredentialReference vault:Migration/vc1)
        [void] (Add-MigrateSource vc2 $closed -CredentialReference automation:vc2)
        (Test-MigrateSource vc1).Detail | Should -BeLike '*Get-Secret*'
        (Test-MigrateSource vc2).Detail | Should -BeLike '*Get-AutomationPSCredential*'
        Get-MigrateSource | Remove-MigrateSource -Force
    }

    It 'complete their names and the forms of references' {
        [void] (Add-MigrateSource 'main vc' vc1.corp.example)
        [void] (Add-MigrateSource vc2 vc2.corp.example)
        foreach ($command in 'Get-MigrateSource', 'Set-MigrateSource', 'Remove-MigrateSource', 'Test-MigrateSource',
            'Start-MigrateDiscovery', 'Update-MigratePerformance', 'Get-MigrateVM -Source') {
            Get-Completion "$command " | Should -Be @("'main vc'", 'vc2')
        }
        Get-Completion 'Add-MigrateSource x y -CredentialReference ' | Should -Be @('env:', 'vault:', 'file:', 'automation:')
        Get-Completion 'Set-MigrateSource vc2 -CredentialReference v' | Should -Be 'vault:'
        Get-MigrateSource | Remove-MigrateSource -Force
    }
}

Describe 'Credentials' {
    BeforeAll {
        # What the vault of SecretManagement and the runbook's own command would do.
        $null = New-Module -Name FakeVault -ArgumentList $credential -ScriptBlock {
            param($Kept)
            $asked = [System.Collections.Generic.List[string]]::new()
            function Get-Secret {
                [CmdletBinding()] param([string] $Name, [string] $Vault)
                $asked.Add("$Vault/$Name")
                if ($Name -eq 'broken') { throw "The store says: $($Kept.GetNetworkCredential().Password)" }
                if ($Name -eq 'text') { return $Kept.GetNetworkCredential().Password }
                if ($Name -eq 'two') { return $Kept, $Kept }
                if ($Name -ne 'none') { $Kept }
            }
            function Get-AutomationPSCredential {
                [CmdletBinding()] param([string] $Name)
                $asked.Add($Name)
                $Kept
            }
            Export-ModuleMember -Function * -Variable asked
        }
    }

    AfterEach {
        Get-MigrateSource | Remove-MigrateSource -Force
    }

    It 'that are missing are named, and nobody is asked' {
        [void] (Add-MigrateSource none $closed)
        { Start-MigrateDiscovery none -ErrorAction Stop } | Should -Throw -ErrorId 'Source.CredentialMissing,*'
        { Update-MigratePerformance none -ErrorAction Stop } | Should -Throw -ErrorId 'Source.CredentialMissing,*'
        [void] (Set-MigrateSource none -CredentialReference env:AZM_NO_USER/AZM_NO_PASSWORD)
        $check = Test-MigrateSource none
        $check.Source | Should -Be 'none'
        $check.Result | Should -Be 'Failed'
        $check.Detail | Should -BeLike '*AZM_NO_USER*AZM_NO_PASSWORD*'
    }

    It 'that are no credentials are refused at once' {
        { Add-MigrateSource none $closed -Credential $null } | Should -Throw
        # A name alone asks for the password, which nobody can give here.
        $problem = { Add-MigrateSource none $closed -Credential 'svc@corp' } | Should -Throw -PassThru
        "$problem" | Should -BeLike '*-CredentialReference*'
        Get-MigrateSource | Should -BeNullOrEmpty
    }

    It 'are found at use in <Form>' -ForEach $forms {
        [void] (Add-MigrateSource vc1 $closed -CredentialReference $Reference)
        $asked.Clear()
        $said = Test-MigrateSource vc1 -Verbose 4>&1
        # Nothing listens, so the credential was found.
        $said.Where({ $_.Name -eq 'Reach' }) | Should -HaveCount 1
        "$said" | Should -BeLike '*as svc@corp*'
        $asked | Should -Be $Reference.Split(':')[1]
    }

    It 'are found at use in a file that Export-Clixml wrote' {
        $file = "$TestDrive/vc1.xml"
        [System.IO.File]::WriteAllText($file, [System.Management.Automation.PSSerializer]::Serialize($credential))
        if ([System.IO.Path]::DirectorySeparatorChar -eq '/') { [System.IO.File]::SetUnixFileMode($file, 'UserRead, UserWrite') }
        $before = $ExecutionContext.SessionState.Path.CurrentFileSystemLocation.Path
        [void] $ExecutionContext.SessionState.Path.SetLocation($TestDrive)
        try { [void] (Add-MigrateSource vc1 $closed -CredentialReference file:vc1.xml) }
        finally { [void] $ExecutionContext.SessionState.Path.SetLocation($before) }
        (Get-MigrateSource vc1).CredentialReference | Should -Be "file:$file"
        "$(Test-MigrateSource vc1 -Verbose 4>&1)" | Should -BeLike '*as svc@corp*'
    }

    It 'of the session go before the reference, and a new session has none' {
        [void] (Add-MigrateSource vc1 $closed -CredentialReference vault:Migration/vc1)
        Set-MigrateSource vc1 -Credential $credential
        $asked.Clear()
        [void] (Test-MigrateSource vc1)
        $asked | Should -HaveCount 0
    }

    It 'that a vault does not have are an error: <Secret>' -ForEach @(
        @{ Secret = 'none' }, @{ Secret = 'text' }, @{ Secret = 'two' }, @{ Secret = 'broken' }
    ) {
        [void] (Add-MigrateSource vc1 $closed -CredentialReference "vault:Migration/$Secret")
        $problem = { Start-MigrateDiscovery vc1 -ErrorAction Stop } | Should -Throw -ErrorId 'Source.CredentialMissing,*' -PassThru
        "$problem" | Should -BeLike '*Set-Secret -Vault Migration*'
        "$problem $($problem.Exception)" | Should -Not -BeLike '*c4n4ry*'
        "$($global:Error[0].Exception)" | Should -Not -BeLike '*c4n4ry*'
    }

    It 'decide whether a source is added with -Test' {
        Add-MigrateSource tested $closed -Credential $credential -Test -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'Source.CheckFailed,*'
        "$($problems[0])" | Should -BeLike '*tested, Reach:*'
        Get-MigrateSource | Should -BeNullOrEmpty
    }
}
