using AzMigrate.Projects;
using AzMigrate.Tests.Projects;

namespace AzMigrate.Tests.Discovery.Linux.Peer;

/// <summary>Two hundred hosts of one source, sixteen at a time: each answers as itself.</summary>
public sealed class ManyHostsTests
{
    private const int Count = 200;

    [SshdFact]
    public async Task Two_hundred_hosts_are_complete_and_right()
    {
        using var sshd = Sshd.Start(Sshd.Addresses(1, Count),
            ("127.0.1.0/24", "ForceCommand exec /var/lib/azmigrate-many-" + Environment.ProcessId));
        var wrapper = "/var/lib/azmigrate-many-" + Environment.ProcessId;
        // Each address is a machine of its own: with its own machine id and start, for what else is of this machine.
        File.WriteAllText(wrapper, """
            #!/bin/sh
            set -- $SSH_CONNECTION
            host=${3##*.}
            id=$(printf '%032x' "$host")
            printf '%s\n' "$id" >"$TMP_IDS/$host"
            sed "s,/etc/machine-id,$TMP_IDS/$host,; s,/proc/sys/kernel/random/boot_id,$TMP_IDS/$host," | /bin/sh -c "$SSH_ORIGINAL_COMMAND"
            """.ReplaceLineEndings("\n").Replace("$TMP_IDS", sshd.PathOf("ids"), StringComparison.Ordinal));
        Directory.CreateDirectory(sshd.PathOf("ids"));
        Sshd.Run("chmod", "1777", sshd.PathOf("ids"));
        Sshd.Run("chmod", "755", wrapper);
        try
        {
            using var folder = new TestFolder();
            using var project = MigrateProject.Create(folder.Path);
            var settings = new SourceSettings { Name = "lin",
                Connection = sshd.Connection(
                    $"127.0.1.1-{Count}") with { Parallel = 16, Timeout = TimeSpan.FromMinutes(5) } };
            var source = project.Sources.Save(settings).Source;
            Assert.Equal($"127.0.1.1:{sshd.Port} and 199 more", source.Server);
            await using var live = project.Sources.Open(source, null);
            var result = await new DiscoveryRun(source, live).RunAsync();
            Assert.Empty(result.Problems);
            Assert.Equal((Count, true), (result.New, result.IsComplete));
            var machines = project.Machines.Get(MachineQuery.All).ToList();
            Assert.Equal(
                Enumerable.Range(1, Count).Select(host => $"lin/{host:x32}").Order(StringComparer.Ordinal),
                machines.Select(machine => machine.Id).Order(StringComparer.Ordinal));
            Assert.All(machines, ThisMachine.AssertIsSame);
            ThisMachine.AssertIs(machines[0]);
        }
        finally
        {
            File.Delete(wrapper);
        }
    }
}
