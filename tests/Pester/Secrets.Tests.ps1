# A password goes to the server that it is for, and nowhere else.
BeforeAll {
    if (-not (Get-Module AzMigrate)) {
        Import-Module "$PSScriptRoot/../../out/module/AzMigrate/AzMigrate.psd1"
    }
    $canary = 'c4n4ry-pa$$word'
    $secure = [System.Security.SecureString]::new()
    foreach ($character in $canary.ToCharArray()) { $secure.AppendChar($character) }
    $credential = [System.Management.Automation.PSCredential]::new('svc@corp', $secure)
    $null = New-Module -Name TalkativeVault -ArgumentList $canary -ScriptBlock {
        param($Password)
        function Get-Secret {
            [CmdletBinding()] param([string] $Name, [string] $Vault)
            throw [System.InvalidOperationException]::new("The password is $Password", [System.Exception]::new($Password))
        }
        Export-ModuleMember -Function Get-Secret
    }
    $folder = "$TestDrive/estate"
    [void] (Connect-MigrateProject $folder -Create)
    $closed = 'https://127.0.0.1:1/sdk'
    [void] (Add-MigrateSource session $closed -Credential $credential)
    [void] (Add-MigrateSource vault $closed -CredentialReference vault:Migration/vc1)
    [void] (Add-MigrateSource mistake $closed)

    # All that somebody could print of it: text, nested errors, data, target, invocation.
    function Get-DeepText($Item) {
        "$Item"
        if ($Item -is [System.Management.Automation.ErrorRecord]) {
            "$($Item.Exception)", "$($Item.InvocationInfo.PositionMessage)", $Item.ScriptStackTrace
        }
        [System.Management.Automation.PSSerializer]::Serialize($Item, 5)
    }
}

AfterAll {
    Disconnect-MigrateProject
    Remove-MigrateProject $folder -Force
}

Describe 'A password' {
    It 'is in no stream and no error of <Name>' -ForEach @(
        @{ Name = 'Get-MigrateSource'; Code = { Get-MigrateSource -Verbose -Debug } }
        @{ Name = 'Set-MigrateSource'; Code = { Set-MigrateSource session -VMware 'ftp://x' -Credential $credential -Verbose -Debug } }
        @{ Name = 'Test-MigrateSource'; Code = { Test-MigrateSource -Verbose -Debug } }
        @{ Name = 'Add-MigrateSource -Test'; Code = { Add-MigrateSource x $closed -Credential $credential -Test -Verbose -Debug } }
        @{ Name = 'Add-MigrateSource with the password as the reference'; Code = { Add-MigrateSource mistake $closed -CredentialReference $canary } }
        @{ Name = 'Add-MigrateSource with the password in the address'; Code = { Add-MigrateSource mistake "https://root:$canary@vc1" } }
        @{ Name = 'Start-MigrateDiscovery'; Code = { Start-MigrateDiscovery -Verbose -Debug } }
        @{ Name = 'Update-MigratePerformance'; Code = { Update-MigratePerformance -Verbose -Debug } }
    ) {
        $global:Error.Clear()
        $DebugPreference = 'Continue'
        $said = @(try { & $Code *>&1 } catch { $_ })
        $said.Count | Should -BeGreaterThan 0
        # What a command has caught is in $Error too. The vault's own words are there when it throws them: they are its.
        foreach ($item in $said + $global:Error.Where({ "$($_.InvocationInfo.MyCommand)" -ne 'Get-Secret' -and "$_" -notlike 'The password is*' })) {
            (Get-DeepText $item) -join "`n" | Should -Not -BeLike '*c4n4ry*'
        }
    }

    It 'is in no file of the project' {
        foreach ($file in [System.IO.Directory]::GetFiles($folder)) {
            $bytes = [System.IO.File]::ReadAllBytes($file)
            [System.Text.Encoding]::Latin1.GetString($bytes).Contains('c4n4ry') | Should -BeFalse
            [System.Text.Encoding]::Unicode.GetString($bytes).Contains('c4n4ry') | Should -BeFalse
        }
    }

    It 'is not in what remoting carries of a source' {
        [System.Management.Automation.PSSerializer]::Serialize((Get-MigrateSource session)) | Should -Not -BeLike '*c4n4ry*'
    }
}
