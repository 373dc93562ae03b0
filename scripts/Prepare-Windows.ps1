<#
.SYNOPSIS
Prepares a Windows for its start in Azure.
.DESCRIPTION
Run it as an administrator in the machine, before its last copy to Azure. It does what cannot be done on the copied
disk: keys that have to be made or removed, and settings of a Windows whose registry is not written to its end while it
runs. Each thing is done only where it is not so already; it can be run again at any time. It runs on Windows PowerShell
3 and later. docs/guests.md has the reasons.

It gives an object for each thing: what it is, whether it was Ready, Changed or is still ToDo, and what to do.
.PARAMETER Check
Changes nothing: what would be changed is ToDo.
.PARAMETER Nvme
Also for sizes that have NVMe disks only (version 6 and later).
.PARAMETER EnableRemoteDesktop
Also allows remote desktop connections, and opens Windows' firewall for them.
.EXAMPLE
.\Prepare-Windows.ps1 -Check
.EXAMPLE
.\Prepare-Windows.ps1 -Nvme -EnableRemoteDesktop
#>
[CmdletBinding()]
param(
    [switch] $Check,
    [switch] $Nvme,
    [switch] $EnableRemoteDesktop
)

$ErrorActionPreference = 'Stop'
$system = 'HKLM:\SYSTEM\CurrentControlSet'

function Write-State([string] $Name, [string] $State, [string] $Message) {
    [pscustomobject]@{ Name = $Name; State = $State; Message = $Message }
}

function Get-Number([string] $Path, [string] $Name) {
    $item = Get-ItemProperty -LiteralPath $Path -Name $Name -ErrorAction SilentlyContinue
    if ($item) { $item.$Name }
}

# Sets a number where it is another one, or none.
function Set-Number([string] $Title, [string] $Path, [string] $Name, [int] $Value) {
    $old = Get-Number $Path $Name
    if ($null -ne $old -and $old -eq $Value) {
        Write-State $Title 'Ready' "$Name is $Value"
    }
    elseif ($Check) {
        Write-State $Title 'ToDo' "$Path\$Name is to be $Value"
    }
    else {
        if (-not (Test-Path -LiteralPath $Path)) { $null = New-Item -Path $Path -Force }
        $null = New-ItemProperty -LiteralPath $Path -Name $Name -Value $Value -PropertyType DWord -Force
        Write-State $Title 'Changed' "$Path\$Name is $Value"
    }
}

# A driver that Windows starts before it has a disk. Windows 8 and later believe StartOverride more than Start.
function Set-BootDriver([string] $Driver, [string] $File, [string] $Group) {
    $key = "$system\Services\$Driver"
    $title = "Driver $Driver"
    if (-not (Test-Path -LiteralPath "$env:windir\System32\drivers\$File")) {
        return Write-State $title 'ToDo' "The file $File is missing: repair Windows (sfc /scannow)"
    }
    if (-not (Test-Path -LiteralPath $key) -and -not $Check) {
        $null = New-Item -Path $key -Force
        $null = New-ItemProperty -LiteralPath $key -Name Type -Value 1 -PropertyType DWord -Force
        $null = New-ItemProperty -LiteralPath $key -Name ErrorControl -Value 3 -PropertyType DWord -Force
        $null = New-ItemProperty -LiteralPath $key -Name Group -Value $Group -PropertyType String -Force
        $path = "System32\drivers\$File"
        $null = New-ItemProperty -LiteralPath $key -Name ImagePath -Value $path -PropertyType ExpandString -Force
    }
    Set-Number $title $key 'Start' 0
    if (Test-Path -LiteralPath "$key\StartOverride") {
        if ($Check) {
            Write-State $title 'ToDo' "The key $key\StartOverride is to be removed"
        }
        else {
            Remove-Item -LiteralPath "$key\StartOverride" -Recurse -Force
            Write-State $title 'Changed' "Removed the key $key\StartOverride"
        }
    }
}

Set-BootDriver 'vmbus' 'vmbus.sys' 'System Bus Extender'
Set-BootDriver 'storvsc' 'storvsc.sys' 'SCSI Miniport'
Set-BootDriver 'storflt' 'vmstorfl.sys' 'Base'
Set-BootDriver 'intelide' 'intelide.sys' 'System Bus Extender'
Set-BootDriver 'atapi' 'atapi.sys' 'SCSI Miniport'
if ($Nvme) {
    Set-BootDriver 'stornvme' 'stornvme.sys' 'SCSI Miniport'
    Set-BootDriver 'vpci' 'vpci.sys' 'System Bus Extender'
}
Set-Number 'DHCP client' "$system\Services\Dhcp" 'Start' 2

# Windows Server 2008 (6.0) is given the policy 'offline', as Azure Migrate gives it.
$policy = 1
if ([Environment]::OSVersion.Version -lt [version]'6.1') { $policy = 3 }
Set-Number 'SAN policy' "$system\Services\partmgr\Parameters" 'SanPolicy' $policy

$denied = Get-Number "$system\Control\Terminal Server" 'fDenyTSConnections'
if ($EnableRemoteDesktop) {
    Set-Number 'Remote desktop' "$system\Control\Terminal Server" 'fDenyTSConnections' 0
    Set-Number 'Remote desktop' "$system\Control\Terminal Server\WinStations\RDP-Tcp" 'UserAuthentication' 1
    if (-not $Check) {
        # By its resource, which is the same in all languages.
        if (Get-Command Enable-NetFirewallRule -ErrorAction SilentlyContinue) {
            Enable-NetFirewallRule -Group '@FirewallAPI.dll,-28752'
        }
        else {
            $null = netsh advfirewall firewall set rule group='@FirewallAPI.dll,-28752' new enable=yes
        }
    }
}
elseif ($denied -ne 0) {
    Write-State 'Remote desktop' 'ToDo' 'Not allowed: run this with -EnableRemoteDesktop, or have another way to log in'
}

# Hibernation's file would be gone on with in place of a start.
if ((Get-Number "$system\Control\Power" 'HibernateEnabled') -eq 1) {
    if ($Check) {
        Write-State 'Hibernation' 'ToDo' 'To be turned off: powercfg /h off'
    }
    else {
        powercfg.exe /h off
        Write-State 'Hibernation' 'Changed' 'Turned off, and fast startup with it'
    }
}

$software = 'HKLM:\SOFTWARE\Microsoft\Windows\CurrentVersion'
if ((Test-Path -LiteralPath "$software\Component Based Servicing\RebootPending") -or
    (Test-Path -LiteralPath "$software\WindowsUpdate\Auto Update\RebootRequired")) {
    Write-State 'Restart' 'ToDo' 'Updates wait for a restart: restart Windows before its last copy'
}
else {
    Write-State 'Restart' 'Ready' 'No update waits for a restart'
}
if (-not (Test-Path -LiteralPath "$system\Services\WindowsAzureGuestAgent")) {
    Write-State 'Azure VM agent' 'ToDo' 'Not installed: https://aka.ms/vmagentwin, before the cutover or after'
}
if (Get-Command Get-BitLockerVolume -ErrorAction SilentlyContinue) {
    foreach ($volume in Get-BitLockerVolume) {
        if ("$($volume.VolumeStatus)" -ne 'FullyDecrypted') {
            Write-State 'BitLocker' 'ToDo' "$($volume.MountPoint) is encrypted for this TPM: Disable-BitLocker"
        }
    }
}
