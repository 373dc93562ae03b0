# The first phase: the test file runs once, Describe and Context run their bodies, It and the set-up blocks are noted.

# The block that Describe, It and the set-up commands add to; null outside discovery.
$Script:CurrentBlock = $null

function New-PesterBlock([string]$Name, [object]$Parent, [string[]]$Tag, [bool]$Skip, [hashtable]$Data) {
    @{
        Name = $Name; Parent = $Parent; Tag = $Tag; Skip = $Skip; Data = $Data
        BeforeAll = @(); AfterAll = @(); BeforeEach = @(); AfterEach = @()
        Items = [System.Collections.Generic.List[hashtable]]::new()
        IsTest = $false
    }
}

# What -ForEach gives a block or test: one table of variables for each item, `_` among them.
function Get-PesterData([bool]$HasForEach, [object]$ForEach) {
    if (-not $HasForEach) { return , @{} }
    foreach ($item in $ForEach) {
        $data = @{ _ = $item }
        if ($item -is [System.Collections.IDictionary]) {
            foreach ($key in $item.Keys) { $data[[string]$key] = $item[$key] }
        }
        $data
    }
}

# Replaces <Name>, <_> and <Name.Property> by the values that -ForEach gave this block or one above it.
function Expand-PesterName([string]$Name, [hashtable]$Data, [object]$Parent) {
    [regex]::Replace($Name, '(?<!`)<([_A-Za-z]\w*)((?:\.\w+)*)(?<!`)>', {
        param($match)
        $key = $match.Groups[1].Value
        $tables = @($Data)
        for ($block = $Parent; $null -ne $block; $block = $block.Parent) { $tables += $block.Data }
        foreach ($table in $tables) {
            if ($table.ContainsKey($key)) {
                $value = $table[$key]
                foreach ($property in $match.Groups[2].Value.Split('.', [StringSplitOptions]::RemoveEmptyEntries)) {
                    $value = $value.$property
                }
                return [string]::Join(' ', @($value))
            }
        }
        $match.Value
    }).Replace('`<', '<').Replace('`>', '>')
}

function Assert-PesterDiscovery([string]$Command) {
    if ($null -eq $Script:CurrentBlock) { throw "$Command works only in a test file that the runner has started." }
}

function Add-PesterBlock([string]$Name, [scriptblock]$Fixture, [string[]]$Tag, [bool]$Skip, [object[]]$Data) {
    $parent = $Script:CurrentBlock
    foreach ($table in $Data) {
        $block = New-PesterBlock (Expand-PesterName $Name $table $parent) $parent $Tag ($Skip -or $parent.Skip) $table
        $parent.Items.Add($block)
        $Script:CurrentBlock = $block
        try {
            & $TestScope.New {
                foreach ($variable in $table.GetEnumerator()) { . $TestScope.Set $variable.Key $variable.Value }
                $null = . $Fixture
            } $table
        }
        finally { $Script:CurrentBlock = $parent }
    }
}

function Describe {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, Position = 0)][string]$Name,
        [Parameter(Mandatory, Position = 1)][scriptblock]$Fixture,
        [string[]]$Tag = @(),
        [switch]$Skip,
        [object]$ForEach
    )
    Assert-PesterDiscovery $MyInvocation.InvocationName
    $data = @(Get-PesterData $PSBoundParameters.ContainsKey('ForEach') $ForEach)
    Add-PesterBlock $Name $Fixture $Tag $Skip.IsPresent $data
}

function Context {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, Position = 0)][string]$Name,
        [Parameter(Mandatory, Position = 1)][scriptblock]$Fixture,
        [string[]]$Tag = @(),
        [switch]$Skip,
        [object]$ForEach
    )
    Describe @PSBoundParameters
}

function It {
    [CmdletBinding()]
    param(
        [Parameter(Mandatory, Position = 0)][string]$Name,
        [Parameter(Mandatory, Position = 1)][scriptblock]$Test,
        [string[]]$Tag = @(),
        [switch]$Skip,
        [Alias('ForEach')][object]$TestCases
    )
    Assert-PesterDiscovery 'It'
    $parent = $Script:CurrentBlock
    foreach ($table in @(Get-PesterData $PSBoundParameters.ContainsKey('TestCases') $TestCases)) {
        $item = New-PesterBlock (Expand-PesterName $Name $table $parent) $parent $Tag ($Skip -or $parent.Skip) $table
        $item.IsTest = $true
        $item.Body = $Test
        $item.Result = 'NotRun'
        $item.Error = $null
        $item.DurationMs = 0.0
        $parent.Items.Add($item)
    }
}

function BeforeDiscovery {
    param([Parameter(Mandatory)][scriptblock]$ScriptBlock)
    Assert-PesterDiscovery 'BeforeDiscovery'
    $null = . $ScriptBlock
}

function BeforeAll {
    param([Parameter(Mandatory)][scriptblock]$ScriptBlock)
    Assert-PesterDiscovery 'BeforeAll'
    $Script:CurrentBlock.BeforeAll += $ScriptBlock
}

function AfterAll {
    param([Parameter(Mandatory)][scriptblock]$ScriptBlock)
    Assert-PesterDiscovery 'AfterAll'
    $Script:CurrentBlock.AfterAll += $ScriptBlock
}

function BeforeEach {
    param([Parameter(Mandatory)][scriptblock]$ScriptBlock)
    Assert-PesterDiscovery 'BeforeEach'
    $Script:CurrentBlock.BeforeEach += $ScriptBlock
}

function AfterEach {
    param([Parameter(Mandatory)][scriptblock]$ScriptBlock)
    Assert-PesterDiscovery 'AfterEach'
    $Script:CurrentBlock.AfterEach += $ScriptBlock
}

# Runs the file's first phase and returns its root block.
function Get-PesterRoot([string]$Path) {
    $root = New-PesterBlock '' $null @() $false @{}
    $Script:CurrentBlock = $root
    try { $null = . $TestScope.File $Path }
    finally { $Script:CurrentBlock = $null }
    $root
}

function Get-PesterItem([hashtable]$Block) {
    foreach ($item in $Block.Items) {
        if ($item.IsTest) { $item } else { Get-PesterItem $item }
    }
}

function Get-PesterLineage([hashtable]$Item) {
    $lineage = @($Item)
    for ($block = $Item.Parent; $null -ne $block; $block = $block.Parent) { $lineage = @($block) + $lineage }
    $lineage
}

function Get-PesterFullName([hashtable]$Item) {
    [string]::Join('.', @((Get-PesterLineage $Item).Where({ $_.Name }).ForEach({ $_.Name })))
}
