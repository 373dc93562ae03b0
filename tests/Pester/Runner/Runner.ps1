# Runs tests written for Pester 5 where there is no Pester and where the engine has its core commands only.
# Dot-source this file, then call Find-PesterTest or Invoke-PesterTest with the path of a *.Tests.ps1.

# These blocks are made outside the module below, so they run in the scopes of the tests. Everything else runs in the
# module, so no variable of the runner is ever seen or overwritten by a test.
$null = New-Module -Name PesterSubset -ArgumentList $PSScriptRoot, @{
    # Runs a block of the module with a fresh scope on the tests' side. Only here can $_ be set for that scope.
    New  = { if ($args[1].ContainsKey('_')) { $_ = $args[1]._ }; . $args[0] }
    # Sets a variable in the tests' current scope.
    Set  = { $ExecutionContext.SessionState.PSVariable.Set($args[0], $args[1]) }
    # Runs a test file.
    File = { & $args[0] }
} -ScriptBlock {
    param([string]$Folder, [hashtable]$TestScope)

    Set-StrictMode -Version 3.0
    . "$Folder/Discovery.ps1"
    . "$Folder/Run.ps1"
    . "$Folder/Compare.ps1"
    . "$Folder/Should.ps1"

    Export-ModuleMember -Function Find-PesterTest, Invoke-PesterTest, Describe, Context, It, BeforeDiscovery,
        BeforeAll, AfterAll, BeforeEach, AfterEach, Should, Set-ItResult
}
