# What Should compares with, and how it writes a value down.

function Test-PesterList([object]$Value) {
    $Value -is [System.Collections.IEnumerable] -and $Value -isnot [string] -and
        $Value -isnot [System.Collections.IDictionary]
}

# Lists are equal when they have as many items and each pair of items is equal.
function Test-PesterEqual([object]$Actual, [object]$Expected, [bool]$CaseSensitive) {
    if ((Test-PesterList $Actual) -or (Test-PesterList $Expected)) {
        $left = @($Actual)
        $right = @($Expected)
        if ($left.Count -ne $right.Count) { return $false }
        for ($i = 0; $i -lt $left.Count; $i++) {
            if ((Test-PesterList $left[$i]) -or (Test-PesterList $right[$i])) {
                if (-not (Test-PesterEqual $left[$i] $right[$i] $CaseSensitive)) { return $false }
            }
            elseif (-not (Test-PesterScalar $left[$i] $right[$i] $CaseSensitive)) { return $false }
        }
        return $true
    }
    Test-PesterScalar $Actual $Expected $CaseSensitive
}

function Test-PesterScalar([object]$Actual, [object]$Expected, [bool]$CaseSensitive) {
    if ($CaseSensitive) { $Actual -ceq $Expected } else { $Actual -eq $Expected }
}

function Format-PesterValue([object]$Value) {
    if ($null -eq $Value) { return '$null' }
    if ($Value -is [bool]) { return '$' + $Value.ToString().ToLowerInvariant() }
    if ($Value -is [string]) { return "'$Value'" }
    if ($Value -is [scriptblock]) { return "{$Value}" }
    if ($Value -is [type]) { return "[$Value]" }
    if (Test-PesterList $Value) {
        $items = @($Value)
        $shown = [string]::Join(', ', @($items.Where({ $true }, 'First', 10).ForEach({ Format-PesterValue $_ })))
        $rest = if ($items.Count -gt 10) { ", ... $($items.Count) in all" } else { '' }
        return "@($shown$rest)"
    }
    [string]$Value
}

# A type from a [type], a name, or a name in brackets.
function Resolve-PesterType([object]$Type) {
    if ($Type -is [type]) { return $Type }
    $resolved = ([string]$Type) -replace '^\[(.*)\]$', '$1' -as [type]
    if ($null -eq $resolved) { throw [System.ArgumentException]::new("There is no type '$Type'.") }
    $resolved
}

# Returns what keeps a command from having the parameter, or nothing when it has it.
function Get-PesterParameterFault([object]$Command, [string]$Name, [hashtable]$Wanted) {
    if ($Command -isnot [System.Management.Automation.CommandInfo]) { return 'the value is not a command' }
    $parameter = $null
    if ($null -eq $Command.Parameters -or -not $Command.Parameters.TryGetValue($Name, [ref]$parameter)) {
        return "$($Command.Name) has no such parameter"
    }
    if ($Wanted.ContainsKey('Type') -and $parameter.ParameterType -ne (Resolve-PesterType $Wanted.Type)) {
        return "its type is $(Format-PesterValue $parameter.ParameterType)"
    }
    foreach ($alias in @($Wanted['Alias']).Where({ $_ })) {
        if ($alias -notin $parameter.Aliases) { return "it has no alias $alias" }
    }
    $sets = $parameter.ParameterSets
    if ($Wanted['InParameterSet']) {
        if (-not $sets.ContainsKey($Wanted.InParameterSet)) { return "it is not in the set $($Wanted.InParameterSet)" }
        $chosen = @($sets[$Wanted.InParameterSet])
    }
    else { $chosen = @($sets.Values) }
    if ($Wanted['Mandatory'] -and $chosen.Where({ -not $_.IsMandatory })) { return 'it is not mandatory' }
    if ($Wanted['HasArgumentCompleter'] -and -not $parameter.Attributes.Where({
        $_ -is [System.Management.Automation.ArgumentCompleterAttribute] })) { return 'it has no argument completer' }
}
