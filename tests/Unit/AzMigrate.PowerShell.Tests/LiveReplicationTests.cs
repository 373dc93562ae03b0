using System.Management.Automation;
using System.Text;
using AzMigrate.Peers;

namespace AzMigrate.PowerShell.Tests;

/// <summary>A VM of a simulated vCenter is replicated into a folder and moved, by the cmdlets alone.</summary>
public sealed class LiveReplicationTests : IDisposable
{
    private const int MiB = 1 << 20;
    private readonly string _folder = Directory.CreateTempSubdirectory("azmigrate-move-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [PeerFact]
    public async Task A_VM_is_found_replicated_and_moved_and_its_password_is_nowhere()
    {
        using var vcsim = Vcsim.Start("-machines", "1", "-plain");
        using var engine = Engine.WithModule();
        engine.Invoke($$"""
            Connect-MigrateProject '{{Path.Combine(_folder, "contoso")}}' -Create
            $secure = [System.Security.SecureString]::new()
            foreach ($character in '{{Vcsim.Password}}'.ToCharArray()) { $secure.AppendChar($character) }
            $credential = [System.Management.Automation.PSCredential]::new('{{Vcsim.User}}', $secure)
            Add-MigrateSource -Name vc1 -VMware {{vcsim.Front}} -CertificateThumbprint {{vcsim.Thumbprint}} -Credential $credential
            """).MustSucceed();
        engine.Invoke("Start-MigrateDiscovery -Source vc1").MustSucceed();
        var name = $"{engine.Invoke("Get-MigrateVM").MustSucceed().Output[0].Properties["Name"].Value}";
        var guest = await VcsimMachine.WithDisksAsync(vcsim, name, 6 * MiB, 5 * MiB);
        await guest.SetAsync("power", "poweredOff");
        await guest.WriteAsync(guest.Disks[0].Key, MiB, Noise(1, 2 * MiB));

        var plan = engine.Invoke($"Start-MigrateReplication -VMName '{name}' -Folder '{_folder}/copies' -WhatIf")
            .MustSucceed();
        Assert.Equal(2, ((System.Collections.ICollection)Assert.Single(plan.Output).Properties["Disks"].Value).Count);
        var first = engine.Invoke($"$VerbosePreference = 'Continue'; Get-MigrateVM '{name}' | Start-MigrateReplication -Folder '{_folder}/copies'");
        Assert.Empty(first.Errors);
        Assert.Equal("Ready", State(first));

        await guest.WriteAsync(guest.Disks[1].Key, 4096, Noise(2, 8192));
        var second = engine.Invoke($"Sync-MigrateReplication -Name '{name}'").MustSucceed();
        var disks = ((System.Collections.IEnumerable)second.Output[0].Properties["Disks"].Value).Cast<object>()
            .Select(disk => $"{PSObject.AsPSObject(disk).Properties["Kind"].Value}");
        Assert.All(disks, kind => Assert.Equal("Changes", kind));

        var moved = engine.Invoke($"Get-MigrateReplication '{name}' | Start-MigrateCutover -StopSource -Force")
            .MustSucceed();
        Assert.Equal("CutOver", State(moved));
        var machine = $"{PSObject.AsPSObject(moved.Output[0].Properties["Launch"].Value).Properties["MachineId"].Value}";
        var vhds = Directory.GetFiles(machine, "*.vhd").Order(StringComparer.Ordinal).ToList();
        for (var i = 0; i < 2; i++)
        {
            // datadisk00 stands before osdisk.
            var expected = await guest.ReadAsync(guest.Disks[1 - i].Key);
            Assert.True(expected.AsSpan().SequenceEqual(File.ReadAllBytes(vhds[i]).AsSpan(0, expected.Length)),
                vhds[i]);
        }

        engine.Invoke("Get-MigrateCutover | Undo-MigrateCutover -Force").MustSucceed();
        engine.Invoke("Get-MigrateReplication | Stop-MigrateReplication -Force").MustSucceed();
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_folder, "copies")));
        Assert.Empty(vcsim.Rejections);
        foreach (var file in Directory.GetFiles(_folder, "*", SearchOption.AllDirectories))
            Assert.True(File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Vcsim.Password)) < 0, file);
        Assert.DoesNotContain(first.Verbose, line => line.Contains(Vcsim.Password, StringComparison.Ordinal));
        Assert.Contains(first.Verbose, line => line.Contains("CreateSnapshot", StringComparison.Ordinal));
    }

    private static string State(Outcome outcome) => $"{Assert.Single(outcome.Output).Properties["State"].Value}";

    private static byte[] Noise(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
