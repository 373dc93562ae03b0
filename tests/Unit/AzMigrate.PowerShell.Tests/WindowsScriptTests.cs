using System.Management.Automation;

namespace AzMigrate.PowerShell.Tests;

/// <summary>
/// The script that prepares a Windows, on a registry in memory: the commands that it calls are functions here.
/// </summary>
public sealed class WindowsScriptTests
{
    private const string Registry = """
        $env:windir = 'C:\Windows'
        $global:keys = @{}
        $global:calls = @()
        function Set-Key([string] $Path) { $global:keys[$Path] = $true }
        function global:Test-Path([string] $LiteralPath) {
            if ($LiteralPath -like 'C:\*') { return $LiteralPath -notlike "*\$global:missingFile" }
            [bool]($global:keys.Keys -like $LiteralPath) -or [bool]($global:keys.Keys -like "$LiteralPath\*")
        }
        function global:Get-ItemProperty { [CmdletBinding()] param($LiteralPath, $Name)
            if ($global:keys.ContainsKey("$LiteralPath\$Name")) { [pscustomobject]@{ $Name = $global:keys["$LiteralPath\$Name"] } } }
        function global:New-Item($Path, [switch] $Force) { $global:keys[$Path] = 'key' }
        function global:New-ItemProperty($LiteralPath, $Name, $Value, $PropertyType, [switch] $Force) {
            $global:keys["$LiteralPath\$Name"] = $Value }
        function global:Remove-Item($LiteralPath, [switch] $Recurse, [switch] $Force) {
            foreach ($key in @($global:keys.Keys -like "$LiteralPath*")) { $global:keys.Remove($key) } }
        function global:powercfg.exe { $global:calls += "powercfg $args"; $global:keys["$system\Control\Power\HibernateEnabled"] = 0 }
        function global:netsh { $global:calls += "netsh $args" }
        $system = 'HKLM:\SYSTEM\CurrentControlSet'
        foreach ($driver in 'vmbus', 'storvsc', 'storflt', 'intelide', 'atapi', 'stornvme', 'vpci') {
            $global:keys["$system\Services\$driver\Start"] = 0 }
        $global:keys["$system\Services\Dhcp\Start"] = 2
        $global:keys["$system\Services\partmgr\Parameters\SanPolicy"] = 1
        $global:keys["$system\Control\Terminal Server\fDenyTSConnections"] = 0
        $global:keys["$system\Services\WindowsAzureGuestAgent\Start"] = 2
        """;

    private static string Script => Path.Combine(Built.Repository, "scripts", "Prepare-Windows.ps1");

    [Fact]
    public void A_Windows_that_is_ready_is_left()
    {
        using var engine = new Engine(import: false);
        var states = Run(engine, "", "");
        Assert.All(states, state => Assert.Equal("Ready", state.State));
        Assert.Contains(states, state => state.Name == "Driver storvsc");
    }

    [Fact]
    public void What_is_not_ready_is_said_changed_and_then_ready()
    {
        const string Unready = """
            $global:keys["$system\Services\storvsc\Start"] = 3
            $global:keys["$system\Services\storvsc\StartOverride\0"] = 3
            foreach ($key in @($global:keys.Keys -like "*\vmbus\*")) { $global:keys.Remove($key) }
            $global:keys["$system\Services\Dhcp\Start"] = 4
            $global:keys["$system\Control\Power\HibernateEnabled"] = 1
            $global:keys["$system\Control\Terminal Server\fDenyTSConnections"] = 1
            """;
        using var engine = new Engine(import: false);
        var checkedStates = Run(engine, Unready, "-Check");
        Assert.Equal(["DHCP client", "Driver storvsc", "Driver storvsc", "Driver vmbus", "Hibernation",
            "Remote desktop"],
            checkedStates.Where(state => state.State == "ToDo").Select(state => state.Name)
                .Order(StringComparer.Ordinal));
        Assert.Equal(["3", "", "1"], Values(engine));

        var changed = Run(engine, null, "-EnableRemoteDesktop");
        Assert.DoesNotContain(changed, state => state.State == "ToDo");
        Assert.Equal(["0", "0", "0"], Values(engine));
        Assert.Equal(@"System32\drivers\vmbus.sys",
            engine.Invoke(@"$global:keys['HKLM:\SYSTEM\CurrentControlSet\Services\vmbus\ImagePath']").Output.Single()
                .ToString());
        Assert.Empty(engine.Invoke(@"$global:keys.Keys -like '*StartOverride*'").Output);
        Assert.All(Run(engine, null, "-Nvme -EnableRemoteDesktop"), state => Assert.Equal("Ready", state.State));
        Assert.Contains("powercfg /h off", engine.Invoke("$global:calls").Output.Select(call => call.ToString()));
    }

    [Fact]
    public void A_driver_whose_file_is_missing_is_not_registered()
    {
        using var engine = new Engine(import: false);
        var state = Assert.Single(Run(engine, "$global:missingFile = 'vmbus.sys'", ""), state => state.State == "ToDo");
        Assert.Contains("vmbus.sys", state.Message, StringComparison.Ordinal);
    }

    private static List<(string Name, string State, string Message)> Run(Engine engine, string? setUp, string options)
    {
        if (setUp is not null)
            engine.Invoke(Registry + "\n" + setUp).MustSucceed();
        return [.. engine.Invoke($"& '{Script}' {options}").MustSucceed().Output
            .Select(item => (Text(item, "Name"), Text(item, "State"), Text(item, "Message")))];

        static string Text(PSObject item, string name) => item.Properties[name].Value.ToString()!;
    }

    private static IEnumerable<string> Values(Engine engine) => engine.Invoke("""
        $system = 'HKLM:\SYSTEM\CurrentControlSet'
        foreach ($name in 'Services\storvsc\Start', 'Services\vmbus\Start', 'Control\Terminal Server\fDenyTSConnections') {
            "$($global:keys["$system\$name"])" }
        """).Output.Select(value => value.ToString());
}
