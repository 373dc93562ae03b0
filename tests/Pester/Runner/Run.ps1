# The second phase: the noted tests run, each in a scope of its own inside the scope of its block.

# An It that was stopped by Set-ItResult carries this id.
$Script:SkippedId = 'PesterTestSkipped'

function Find-PesterTest {
    <#
    .SYNOPSIS
    Lists the tests of a file without running them.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][string]$Path)
    ConvertTo-PesterResult $Path @(Get-PesterItem (Get-PesterRoot $Path))
}

function Invoke-PesterTest {
    <#
    .SYNOPSIS
    Runs the tests of a file and returns one object for each: File, Index, Name, Result, Error, DurationMs.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)][string]$Path,
        [string[]]$Tag = @(),
        [string[]]$ExcludeTag = @()
    )
    $root = Get-PesterRoot $Path
    $tests = @(Get-PesterItem $root)
    foreach ($test in $tests) {
        $tags = @((Get-PesterLineage $test).ForEach({ $_.Tag }))
        $wanted = -not $Tag -or $tags.Where({ $_ -in $Tag })
        if (-not $wanted -or $tags.Where({ $_ -in $ExcludeTag })) { $test.Result = 'Excluded' }
        elseif ($test.Skip) { $test.Result = 'Skipped' }
    }
    $Script:TestDriveFolder = [System.IO.Path]::Combine(
        [System.IO.Path]::GetTempPath(), 'Pester_' + [guid]::NewGuid().ToString('N'))
    $null = [System.IO.Directory]::CreateDirectory($Script:TestDriveFolder)
    try { Invoke-PesterBlock $root }
    finally { [System.IO.Directory]::Delete($Script:TestDriveFolder, $true) }
    ConvertTo-PesterResult $Path $tests
}

function ConvertTo-PesterResult([string]$Path, [hashtable[]]$Tests) {
    $index = 0
    foreach ($test in $Tests) {
        [pscustomobject]@{
            File       = $Path
            Index      = $index++
            Name       = Get-PesterFullName $test
            Result     = $test.Result
            Error      = $test.Error
            DurationMs = $test.DurationMs
        }
    }
}

function Set-PesterFailure([hashtable]$Test, [string]$What, [System.Management.Automation.ErrorRecord]$Record) {
    # The runner's own frames tell a reader nothing.
    $own = [regex]::Escape($Folder) + '[\\/]\w+\.ps1:'
    $stack = $Record.ScriptStackTrace.Split([System.Environment]::NewLine).Where({ $_ -notmatch $own })
    $lines = @($What + $Record.ToString()) + $stack
    $text = [string]::Join("`n", $lines)
    $Test.Error = if ($Test.Result -eq 'Failed') { $Test.Error + "`n" + $text } else { $text }
    $Test.Result = 'Failed'
}

function Invoke-PesterBlock([hashtable]$Block) {
    $pending = @(Get-PesterItem $Block).Where({ $_.Result -eq 'NotRun' })
    if ($pending.Count -eq 0) { return }
    $before = [System.IO.Directory]::GetFileSystemEntries($Script:TestDriveFolder)
    & $TestScope.New {
        try {
            . $TestScope.Set 'TestDrive' $Script:TestDriveFolder
            foreach ($variable in $Block.Data.GetEnumerator()) { . $TestScope.Set $variable.Key $variable.Value }
            # The loop that ends at once keeps a stray break or continue of a test inside.
            foreach ($setUp in $Block.BeforeAll) { do { $null = . $setUp } until ($true) }
            $ready = $true
        }
        catch {
            $ready = $false
            foreach ($test in $pending) { Set-PesterFailure $test 'BeforeAll failed: ' $_ }
        }
        if ($ready) {
            foreach ($item in $Block.Items) {
                if (-not $item.IsTest) { Invoke-PesterBlock $item }
                elseif ($item.Result -eq 'NotRun') { Invoke-PesterItem $item }
            }
        }
        foreach ($tearDown in $Block.AfterAll) {
            try { do { $null = . $tearDown } until ($true) }
            catch { foreach ($test in $pending) { Set-PesterFailure $test 'AfterAll failed: ' $_ } }
        }
    } $Block.Data
    # As in Pester, what a block leaves in TestDrive is gone for the next one.
    foreach ($entry in [System.IO.Directory]::GetFileSystemEntries($Script:TestDriveFolder)) {
        if ($entry -in $before) { continue }
        if ([System.IO.Directory]::Exists($entry)) { [System.IO.Directory]::Delete($entry, $true) }
        else { [System.IO.File]::Delete($entry) }
    }
}

function Invoke-PesterItem([hashtable]$Test) {
    $lineage = @(Get-PesterLineage $Test)
    $watch = [System.Diagnostics.Stopwatch]::StartNew()
    & $TestScope.New {
        try {
            foreach ($variable in $Test.Data.GetEnumerator()) { . $TestScope.Set $variable.Key $variable.Value }
            foreach ($block in $lineage) {
                foreach ($setUp in $block.BeforeEach) { do { $null = . $setUp } until ($true) }
            }
            do { $null = . $Test.Body } until ($true)
            $Test.Result = 'Passed'
        }
        catch {
            if ($_.FullyQualifiedErrorId -eq $Script:SkippedId) {
                $Test.Result = 'Skipped'
                $Test.Error = $_.ToString()
            }
            else { Set-PesterFailure $Test '' $_ }
        }
        for ($depth = $lineage.Count - 1; $depth -ge 0; $depth--) {
            foreach ($tearDown in $lineage[$depth].AfterEach) {
                try { do { $null = . $tearDown } until ($true) }
                catch { Set-PesterFailure $Test 'AfterEach failed: ' $_ }
            }
        }
    } $Test.Data
    $Test.DurationMs = $watch.Elapsed.TotalMilliseconds
}

function Set-ItResult {
    <#
    .SYNOPSIS
    Ends the running test as skipped.
    #>
    [CmdletBinding()]
    param([Parameter(Mandatory)][switch]$Skipped, [string]$Because)
    $exception = [System.OperationCanceledException]::new("is skipped, because $Because")
    throw [System.Management.Automation.ErrorRecord]::new($exception, $Script:SkippedId, 'OperationStopped', $null)
}
