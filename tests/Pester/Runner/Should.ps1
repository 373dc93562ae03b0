# The assertion. Each operator is a switch with a parameter set of its own, so exactly one can be given.

function Should {
    [CmdletBinding()]
    param(
        [Parameter(ValueFromPipeline)][AllowNull()][object]$ActualValue,
        [Parameter(Position = 0)][AllowNull()]
        [Alias('ExpectedMessage', 'ExpectedType', 'RegularExpression', 'ParameterName')][object]$ExpectedValue,
        [switch]$Not,
        [string]$Because,
        [Parameter(Mandatory, ParameterSetName = 'Be')][Alias('EQ')][switch]$Be,
        [Parameter(Mandatory, ParameterSetName = 'BeExactly')][Alias('CEQ')][switch]$BeExactly,
        [Parameter(Mandatory, ParameterSetName = 'BeTrue')][switch]$BeTrue,
        [Parameter(Mandatory, ParameterSetName = 'BeFalse')][switch]$BeFalse,
        [Parameter(Mandatory, ParameterSetName = 'BeNullOrEmpty')][switch]$BeNullOrEmpty,
        [Parameter(Mandatory, ParameterSetName = 'BeOfType')][Alias('HaveType')][switch]$BeOfType,
        [Parameter(Mandatory, ParameterSetName = 'Match')][switch]$Match,
        [Parameter(Mandatory, ParameterSetName = 'MatchExactly')][Alias('CMATCH')][switch]$MatchExactly,
        [Parameter(Mandatory, ParameterSetName = 'BeLike')][switch]$BeLike,
        [Parameter(Mandatory, ParameterSetName = 'BeLikeExactly')][switch]$BeLikeExactly,
        [Parameter(Mandatory, ParameterSetName = 'BeIn')][switch]$BeIn,
        [Parameter(Mandatory, ParameterSetName = 'Contain')][switch]$Contain,
        [Parameter(Mandatory, ParameterSetName = 'HaveCount')][switch]$HaveCount,
        [Parameter(Mandatory, ParameterSetName = 'BeGreaterThan')][Alias('GT')][switch]$BeGreaterThan,
        [Parameter(Mandatory, ParameterSetName = 'BeLessThan')][Alias('LT')][switch]$BeLessThan,
        [Parameter(Mandatory, ParameterSetName = 'BeGreaterOrEqual')][Alias('GE')][switch]$BeGreaterOrEqual,
        [Parameter(Mandatory, ParameterSetName = 'BeLessOrEqual')][Alias('LE')][switch]$BeLessOrEqual,
        [Parameter(Mandatory, ParameterSetName = 'Exist')][switch]$Exist,
        [Parameter(Mandatory, ParameterSetName = 'Throw')][switch]$Throw,
        [Parameter(ParameterSetName = 'Throw')][string]$ErrorId,
        [Parameter(ParameterSetName = 'Throw')][type]$ExceptionType,
        [Parameter(ParameterSetName = 'Throw')][switch]$PassThru,
        [Parameter(Mandatory, ParameterSetName = 'HaveParameter')][switch]$HaveParameter,
        [Parameter(ParameterSetName = 'HaveParameter')][object]$Type,
        [Parameter(ParameterSetName = 'HaveParameter')][string]$InParameterSet,
        [Parameter(ParameterSetName = 'HaveParameter')][switch]$Mandatory,
        [Parameter(ParameterSetName = 'HaveParameter')][string[]]$Alias,
        [Parameter(ParameterSetName = 'HaveParameter')][switch]$HasArgumentCompleter
    )
    begin { $values = [System.Collections.Generic.List[object]]::new() }
    process { $values.Add($ActualValue) }
    end {
        # The pipeline has taken a list apart; nothing and a single value stand for themselves.
        $actual = switch ($values.Count) { 0 { $null } 1 { , $values[0] } default { , $values.ToArray() } }
        $operator = $PSCmdlet.ParameterSetName
        if ($operator -eq 'Throw') {
            $caught = Get-PesterException $actual
            $fault = Get-PesterThrowFault $caught $ExpectedValue $ErrorId $ExceptionType
            $holds = $null -eq $fault
            $text = if ($holds) { "no exception, but one was thrown: $caught" } else { "an exception, but $fault" }
        }
        elseif ($operator -eq 'HaveParameter') {
            $fault = Get-PesterParameterFault $actual $ExpectedValue $PSBoundParameters
            $holds = $null -eq $fault
            $text = "parameter $ExpectedValue" + $(if ($holds) { ' to be absent, but it is there' } else { ", but $fault" })
        }
        else {
            $holds = Test-PesterOperator $operator $actual $ExpectedValue
            $text = Get-PesterMessage $operator $actual $ExpectedValue $Not.IsPresent
        }
        if ([bool]$holds -eq $Not.IsPresent) {
            $reason = if ($Because) { ', because ' + ($Because -replace '^because\s+') } else { '' }
            throw [System.Management.Automation.ErrorRecord]::new(
                [System.Exception]::new("Expected $text$reason."), 'PesterAssertionFailed', 'InvalidResult', $null)
        }
        if ($PassThru -and $operator -eq 'Throw') { $caught }
    }
}

function Test-PesterOperator([string]$Operator, [object]$Actual, [object]$Expected) {
    switch ($Operator) {
        'Be' { Test-PesterEqual $Actual $Expected $false }
        'BeExactly' { Test-PesterEqual $Actual $Expected $true }
        'BeTrue' { [bool]$Actual }
        'BeFalse' { -not $Actual }
        'BeNullOrEmpty' { $null -eq $Actual -or @($Actual).Count -eq 0 -or ($Actual -is [string] -and $Actual -eq '') -or
            ($Actual -is [System.Collections.IDictionary] -and $Actual.Count -eq 0) }
        'BeOfType' { $Actual -is (Resolve-PesterType $Expected) }
        'Match' { [bool]($Actual -match $Expected) }
        'MatchExactly' { [bool]($Actual -cmatch $Expected) }
        'BeLike' { [bool]($Actual -like $Expected) }
        'BeLikeExactly' { [bool]($Actual -clike $Expected) }
        'BeIn' { @($Expected) -contains $Actual }
        'Contain' { @($Actual) -contains $Expected }
        'HaveCount' { (Get-PesterCount $Actual) -eq $Expected }
        'BeGreaterThan' { $Actual -gt $Expected }
        'BeLessThan' { $Actual -lt $Expected }
        'BeGreaterOrEqual' { $Actual -ge $Expected }
        'BeLessOrEqual' { $Actual -le $Expected }
        'Exist' { $ExecutionContext.SessionState.InvokeProvider.Item.Exists([string]$Actual) }
    }
}

function Get-PesterCount([object]$Value) {
    if ($null -eq $Value) { 0 } else { @($Value).Count }
}

function Get-PesterMessage([string]$Operator, [object]$Actual, [object]$Expected, [bool]$Not) {
    $never = if ($Not) { 'not ' } else { '' }
    $left = Format-PesterValue $Actual
    $right = Format-PesterValue $Expected
    switch ($Operator) {
        'Be' { "$never$right, but got $left" }
        'BeExactly' { "$never$right exactly, but got $left" }
        'BeTrue' { "$never`$true, but got $left" }
        'BeFalse' { "$never`$false, but got $left" }
        'BeNullOrEmpty' { "${never}null or empty, but got $left" }
        'BeOfType' {
            $type = if ($null -eq $Actual) { 'nothing' } else { Format-PesterValue $Actual.GetType() }
            "${never}a value of type $right, but got $left of type $type"
        }
        'HaveCount' { "${never}a count of $right, but got $(Get-PesterCount $Actual): $left" }
        'Exist' { "$left ${never}to exist" }
        default { "$left ${never}to $(($Operator -creplace '(?<=.)([A-Z])', ' $1').ToLowerInvariant()) $right" }
    }
}

function Get-PesterException([object]$Block) {
    if ($Block -isnot [scriptblock]) {
        throw [System.ArgumentException]::new('Should -Throw needs a script block on its left.')
    }
    try { do { $null = & $Block } until ($true) }
    catch { $_ }
}

# Returns what keeps the caught error from being the expected one, or nothing when it is.
function Get-PesterThrowFault([object]$Caught, [object]$Message, [string]$ErrorId, [object]$ExceptionType) {
    if ($null -eq $Caught) { return 'none was thrown' }
    if ($ExceptionType -and $Caught.Exception -isnot $ExceptionType) {
        return "its type is $(Format-PesterValue $Caught.Exception.GetType()), not $(Format-PesterValue $ExceptionType): $Caught"
    }
    if ($Message -and $Caught.Exception.Message -notlike $Message) {
        return "its message is not like $(Format-PesterValue $Message): $($Caught.Exception.Message)"
    }
    if ($ErrorId -and $Caught.FullyQualifiedErrorId -notlike $ErrorId) {
        return "its id is '$($Caught.FullyQualifiedErrorId)', not like '$ErrorId': $Caught"
    }
}
