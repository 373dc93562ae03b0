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
}

AfterAll {
    Disconnect-MigrateProject
}

Describe 'Sources' {
    It 'are added, changed, found and removed without contacting the server' {
        $added = Add-MigrateSource vc1 vc1.corp.example -CredentialReference 'env:VC_USER,VC_PASSWORD' -WarningAction Ignore
        $added.Server | Should -Be 'vc1.corp.example'
        $added.CredentialReference | Should -Be 'env:VC_USER,VC_PASSWORD'
        $changed = Get-MigrateSource vc* | Set-MigrateSource -VMware vc2.corp.example -CredentialReference '' -PassThru
        $changed.Server | Should -Be 'vc2.corp.example'
        $changed.CredentialReference | Should -BeNullOrEmpty
        { Add-MigrateSource vc1 vc1.corp.example -NoClobber } | Should -Throw -ErrorId 'Source.Exists,*'
        Remove-MigrateSource vc1 -Force
        Get-MigrateSource | Should -BeNullOrEmpty
    }

    It 'are refused with a reference that is none, and with a password in the address' {
        { Add-MigrateSource bad vc1.corp.example -CredentialReference $canary } |
            Should -Throw -ErrorId 'Source.CredentialReferenceInvalid,*'
        { Add-MigrateSource bad 'https://root:x@vc1.corp.example' } | Should -Throw -ErrorId 'Source.AddressInvalid,*'
    }

    It 'never ask: what is missing is named' {
        [void] (Add-MigrateSource none $closed)
        { Start-MigrateDiscovery none -ErrorAction Stop } | Should -Throw -ErrorId 'Source.CredentialMissing,*'
        [void] (Set-MigrateSource none -CredentialReference 'env:AZM_NO_USER,AZM_NO_PASSWORD')
        $check = Test-MigrateSource none
        $check.Passed | Should -Be $false
        $check.Detail | Should -BeLike '*AZM_NO_USER*AZM_NO_PASSWORD*'
        [void] (Set-MigrateSource none -CredentialReference vault:Migration/vc1)
        (Test-MigrateSource none).Detail | Should -BeLike '*Get-Secret*'
        Remove-MigrateSource none -Force
    }

    It 'are not added by -Test when a check does not pass' {
        Add-MigrateSource tested $closed -Credential $credential -Test -ErrorVariable problems -ErrorAction SilentlyContinue
        $problems[0].FullyQualifiedErrorId | Should -BeLike 'Source.CheckFailed,*'
        Get-MigrateSource | Should -BeNullOrEmpty
    }

    It 'keep a password out of every stream and file' {
        [void] (Add-MigrateSource canary $closed -Credential $credential)
        $said = @(
            Get-MigrateSource canary -Verbose 4>&1
            Test-MigrateSource canary -Verbose -Debug *>&1
            Start-MigrateDiscovery canary -Verbose *>&1
            Update-MigratePerformance canary -Verbose *>&1
            $Error
        )
        foreach ($item in $said) {
            "$item" | Should -Not -BeLike '*c4n4ry*'
            if ($item -is [System.Management.Automation.ErrorRecord]) {
                "$($item.Exception)" | Should -Not -BeLike '*c4n4ry*'
            }
        }
        foreach ($file in [System.IO.Directory]::GetFiles("$TestDrive/estate")) {
            [System.Text.Encoding]::UTF8.GetString([System.IO.File]::ReadAllBytes($file)).Contains('c4n4ry') | Should -Be $false
            [System.Text.Encoding]::Unicode.GetString([System.IO.File]::ReadAllBytes($file)).Contains('c4n4ry') | Should -Be $false
        }
        Remove-MigrateSource canary -Force
    }
}
