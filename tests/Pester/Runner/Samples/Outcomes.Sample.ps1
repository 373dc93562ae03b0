# A test of the runner. Each name begins with the outcome that real Pester 5 gives it too: passes, fails or skips.
BeforeAll {
    $level = 'file'
    $log = [System.Collections.Generic.List[string]]::new()
    function Get-Level { "function of $level" }
}

Describe 'assertions that hold' {
    It 'passes: Be' { 1 | Should -Be 1; 'Abc' | Should -Be 'aBC'; 1, 2 | Should -Be 1, 2; $null | Should -Be $null }
    It 'passes: Be with nested lists' { , @(@(1, 2), @(3)) | Should -Be @(@(1, 2), @(3)) }
    It 'passes: BeExactly' { 'Abc' | Should -BeExactly 'Abc'; 'Abc' | Should -Not -BeExactly 'abc' }
    It 'passes: BeTrue and BeFalse' { $true | Should -BeTrue; $false | Should -BeFalse; 0 | Should -Not -BeTrue }
    It 'passes: BeNullOrEmpty' {
        $null, '', @(), @{} | Should -Not -BeNullOrEmpty
        $null | Should -BeNullOrEmpty
        '' | Should -BeNullOrEmpty
        @() | Should -BeNullOrEmpty
        , @{} | Should -BeNullOrEmpty
        'x' | Should -Not -BeNullOrEmpty
    }
    It 'passes: BeOfType' { 1 | Should -BeOfType [int]; 'x' | Should -BeOfType string; 1 | Should -Not -BeOfType ([long]) }
    It 'passes: Match' { 'Contoso' | Should -Match '^con'; 'Contoso' | Should -Not -MatchExactly '^con' }
    It 'passes: BeLike' { 'Contoso' | Should -BeLike 'c*o'; 'Contoso' | Should -Not -BeLikeExactly 'c*o' }
    It 'passes: BeIn and Contain' { 2 | Should -BeIn 1, 2; 1, 2 | Should -Contain 2; 1, 2 | Should -Not -Contain 3 }
    It 'passes: HaveCount' { 1, 2 | Should -HaveCount 2; @() | Should -HaveCount 0; , @(1) | Should -HaveCount 1 }
    It 'passes: comparisons' {
        2 | Should -BeGreaterThan 1
        1 | Should -BeLessThan 2
        2 | Should -BeGreaterOrEqual 2
        2 | Should -BeLessOrEqual 2
        2 | Should -Not -BeGreaterThan 2
    }
    It 'passes: Exist' { $PSScriptRoot | Should -Exist; "$PSScriptRoot/absent" | Should -Not -Exist }
    It 'passes: HaveParameter' {
        $command = Get-Command Get-Command
        $command | Should -HaveParameter Name -Type ([string[]])
        $command | Should -HaveParameter Name -Type 'string[]' -InParameterSet AllCommandSet
        $command | Should -Not -HaveParameter Absent
        Get-Command Import-Module | Should -HaveParameter Name -Mandatory
    }
    It 'passes: ActualValue by name' { Should -ActualValue 1, 2 -HaveCount 2 }
    It 'passes: Because' { 1 | Should -Be 1 -Because 'one is one' }
}

Describe 'assertions that do not hold' {
    It 'fails: Be' { 1 | Should -Be 2 }
    It 'fails: Not Be' { 1 | Should -Not -Be 1 }
    It 'fails: Be with lists of other length' { 1, 2 | Should -Be 1, 2, 3 }
    It 'fails: BeExactly' { 'Abc' | Should -BeExactly 'abc' }
    It 'fails: BeTrue' { $null | Should -BeTrue }
    It 'fails: BeFalse' { 1 | Should -BeFalse }
    It 'fails: BeNullOrEmpty' { 'x' | Should -BeNullOrEmpty }
    It 'fails: BeOfType' { 1 | Should -BeOfType [string] }
    It 'fails: Match' { 'Contoso' | Should -Match '^x' }
    It 'fails: MatchExactly' { 'Contoso' | Should -MatchExactly '^con' }
    It 'fails: BeLike' { 'Contoso' | Should -BeLike 'x*' }
    It 'fails: BeLikeExactly' { 'Contoso' | Should -BeLikeExactly 'c*' }
    It 'fails: BeIn' { 3 | Should -BeIn 1, 2 }
    It 'fails: Contain' { 1, 2 | Should -Contain 3 }
    It 'fails: HaveCount' { 1, 2 | Should -HaveCount 3 }
    It 'fails: BeGreaterThan' { 1 | Should -BeGreaterThan 1 }
    It 'fails: BeLessThan' { 1 | Should -BeLessThan 1 }
    It 'fails: BeGreaterOrEqual' { 1 | Should -BeGreaterOrEqual 2 }
    It 'fails: BeLessOrEqual' { 2 | Should -BeLessOrEqual 1 }
    It 'fails: Exist' { "$PSScriptRoot/absent" | Should -Exist }
    It 'fails: HaveParameter' { Get-Command Get-Command | Should -HaveParameter Absent }
    It 'fails: HaveParameter of another type' { Get-Command Get-Command | Should -HaveParameter Name -Type ([int]) }
    It 'fails: HaveParameter that is not mandatory' { Get-Command Get-Command | Should -HaveParameter Name -Mandatory }
    It 'fails: Because' { 1 | Should -Be 2 -Because 'the sky is blue' }
    It 'fails: after the first of two assertions' { 1 | Should -Be 2; throw 'never reached' }
    It 'fails: an error that nobody catches' { throw 'a plain error' }
    It 'fails: a command that does not exist' { Get-NothingOfTheKind }
}

Describe 'Throw' {
    It 'passes: any error' { { throw 'x' } | Should -Throw; { 1 } | Should -Not -Throw }
    It 'passes: message, id and type' {
        { throw 'machine vm1 is off' } | Should -Throw 'machine * is off'
        { Get-Help -Parameter x -Name Get-NothingOfTheKind -ErrorAction Stop } | Should -Throw -ErrorId 'HelpNotFound,*'
        { [int]::Parse('x') } | Should -Throw -ExceptionType ([System.Management.Automation.MethodInvocationException])
    }
    It 'passes: PassThru gives the error' {
        $record = { throw 'x' } | Should -Throw -PassThru
        $record.Exception.Message | Should -Be 'x'
    }
    It 'passes: the block sees the variables of the test' {
        $Not = 'seen'
        { throw $Not } | Should -Throw -ExpectedMessage 'seen'
    }
    It 'fails: nothing thrown' { { 1 } | Should -Throw }
    It 'fails: thrown but not wanted' { { throw 'x' } | Should -Not -Throw }
    It 'fails: another message' { { throw 'x' } | Should -Throw 'y' }
    It 'fails: another id' { { throw 'x' } | Should -Throw -ErrorId 'y' }
    It 'fails: another type' { { throw 'x' } | Should -Throw -ExceptionType ([System.ArgumentException]) }
    It 'fails: not a script block' { 1 | Should -Throw }
}

Describe 'scopes' {
    BeforeAll { $level = 'block'; $log.Add('all') }
    BeforeEach { $each = 'outer'; $log.Add('outer') }
    It 'passes: a test sees what its blocks set' {
        $level | Should -Be 'block'
        $each | Should -Be 'outer'
        Get-Level | Should -Be 'function of block'
    }
    It 'passes: a test sets a variable' { $level = 'test'; $own = 1; $own | Should -Be 1 }
    It 'passes: the next test does not see it' { $level | Should -Be 'block'; $own | Should -BeNullOrEmpty }
    It 'passes: nothing of the runner is in sight' {
        $Block | Should -BeNullOrEmpty
        $Test | Should -BeNullOrEmpty
        $lineage | Should -BeNullOrEmpty
    }
    It 'passes: break and continue end the test, not the run' { break }
    Context 'inside' {
        BeforeEach { $each += ' inner'; $log.Add('inner') }
        AfterEach { $log.Add('after inner') }
        It 'passes: BeforeEach runs from outside to inside' { $each | Should -Be 'outer inner' }
        It 'passes: AfterEach ran in between' { $log[-3] | Should -Be 'after inner' }
    }
    AfterAll { $log.Add('end') }
}

Describe 'after the block' {
    It 'passes: its variables are gone, its AfterAll has run once' {
        $level | Should -Be 'file'
        $each | Should -BeNullOrEmpty
        $log[-1] | Should -Be 'end'
        $log.Where({ $_ -eq 'all' }) | Should -HaveCount 1
    }
}

BeforeDiscovery { $cases = @{ Name = 'a'; Value = 1 }, @{ Name = 'b'; Value = 2 } }

Describe 'ForEach' {
    It 'passes: case <Name> is <Value>' -ForEach $cases { $Value | Should -BeIn 1, 2; $_.Name | Should -Be $Name }
    It 'passes: item <_>' -TestCases 'x', 'y' { $_ | Should -BeIn 'x', 'y' }
    It 'passes: property <_.Length>' -ForEach 'four' { $_ | Should -HaveCount 1 }
    It 'passes: the length of <Text> is <Text.Length>' -ForEach @{ Text = 'abc' } { $Text | Should -Be 'abc' }
    It 'fails: one case of two, <_>' -ForEach 3 { $_ | Should -Be 4 }
    Context 'block <Name>' -ForEach $cases {
        BeforeAll { $seen = $Value }
        It 'passes: <Name> inside, with <_>' -ForEach 10 { $seen + $_ | Should -Be ($Value + 10) }
    }
    It 'never made' -ForEach @() { throw 'there is no case' }
}

Describe 'skipped' {
    It 'skips: by switch' -Skip { throw 'never run' }
    It 'skips: by value' -Skip:$true { throw 'never run' }
    It 'passes: not skipped' -Skip:$false { 1 | Should -Be 1 }
    It 'skips: while it runs' { Set-ItResult -Skipped -Because 'the engine has no such command'; throw 'never reached' }
    Context 'a whole block' -Skip {
        BeforeAll { throw 'never run' }
        It 'skips: as its block' { throw 'never run' }
    }
}

Describe 'set-up that breaks' {
    Context 'BeforeAll' {
        BeforeAll { throw 'no ground to stand on' }
        It 'fails: with its block' { 1 | Should -Be 1 }
        Context 'inside' { It 'fails: with the block above' { 1 | Should -Be 1 } }
    }
    Context 'BeforeEach' { BeforeEach { throw 'no ground' }; It 'fails: with BeforeEach' { 1 | Should -Be 1 } }
    Context 'AfterEach' { AfterEach { throw 'no end' }; It 'fails: with AfterEach' { 1 | Should -Be 1 } }
}

Describe 'TestDrive' {
    It 'passes: is a folder that can be written to' {
        [System.IO.File]::WriteAllText("$TestDrive/kept.txt", 'x')
        "$TestDrive/kept.txt" | Should -Exist
    }
    It 'passes: is kept inside a block' { "$TestDrive/kept.txt" | Should -Exist }
    Context 'inside' { It 'passes: is seen from inside' { "$TestDrive/kept.txt" | Should -Exist } }
}

Describe 'TestDrive of the next block' {
    It 'passes: is empty again' { [System.IO.Directory]::GetFileSystemEntries($TestDrive) | Should -HaveCount 0 }
}

Describe 'tags' -Tag Slow {
    It 'passes: by the tag of its block' { 1 | Should -Be 1 }
    It 'passes: by its own tag' -Tag Own { 1 | Should -Be 1 }
}
