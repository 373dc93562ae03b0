using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using AzMigrate.Discovery;
using AzMigrate.Discovery.Linux;
using AzMigrate.Inventory;
using AzMigrate.Projects;
using AzMigrate.Tests.Projects;

namespace AzMigrate.Tests.Discovery.Linux.Peer;

/// <summary>
/// Against OpenSSH's server on loopback: logins, keys, and hosts that are not as one would like them.
/// </summary>
public sealed class SshTests : IClassFixture<SshTests.Peers>
{
    private const string Plain = "127.0.2.1";
    private const string Noisy = "127.0.2.2";
    private const string CShell = "127.0.2.3";
    private const string Hung = "127.0.2.4";
    private const string NoShell = "127.0.2.5";
    private const string Endless = "127.0.2.6";
    private const string German = "127.0.2.7";
    private const string Silent = "127.0.2.8";
    private const string Second = "127.0.2.9";
    private const string KeyOnly = "127.0.2.10";
    private const string Busybox = "127.0.2.11";

    // Known among the processes of the machine, on which other tests may run too.
    private static readonly string Sleep = $"sleep 987654.{Environment.ProcessId}";

    private readonly Peers _peers;

    public SshTests(Peers peers) => _peers = peers;

    private Sshd Sshd => _peers.Sshd!;

    [SshdFact]
    public async Task A_host_is_what_it_says_of_itself()
    {
        var machine = Assert.Single(await Hosts.DiscoverAsync(Sshd.Connection(Plain))).Machine!;
        ThisMachine.AssertIs(machine);
        Assert.Equal(("lin/" + ThisMachine.MachineId, "lin", SourceKind.Linux),
            (machine.Id, machine.Source, machine.SourceKind));
    }

    [SshdFact]
    public async Task AES_GCM_is_asked_for_first_where_the_runtime_has_it()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var asked = CiphersAskedOfAsync(listener);
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        await Hosts.FailureAsync(Sshd.Connection("127.0.0.1") with { Port = port });

        // Core for .NET Framework has no AES-GCM of the runtime's.
        var gcm = typeof(LinuxConnection).Assembly.GetReferencedAssemblies().All(each => each.Name != "netstandard");
        string[] first = gcm ? ["aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "aes128-ctr"] : ["aes128-ctr"];
        Assert.Equal(first, (await asked).Take(first.Length));
    }

    [SshdFact]
    public async Task Noise_of_the_login_and_a_banner_do_not_matter() =>
        ThisMachine.AssertIs(Assert.Single(await Hosts.DiscoverAsync(Sshd.Connection(Noisy))).Machine!);

    [SshdFact]
    public async Task A_shell_that_is_not_POSIX_does_not_matter() =>
        ThisMachine.AssertIs(Assert.Single(await Hosts.DiscoverAsync(Sshd.Connection(CShell))).Machine!);

    [SshdFact]
    public async Task Busybox_for_all_tools_and_no_lsblk_do_not_matter() =>
        ThisMachine.AssertIs(Assert.Single(await Hosts.DiscoverAsync(Sshd.Connection(Busybox))).Machine!);

    [SshdFact]
    public async Task An_odd_locale_does_not_matter() =>
        ThisMachine.AssertIs(Assert.Single(await Hosts.DiscoverAsync(Sshd.Connection(German))).Machine!);

    [SshdFact]
    public async Task A_command_that_hangs_is_killed_on_the_host_and_the_others_go_on()
    {
        // It has to run out for the one host, and never for the other.
        var connection = Sshd.Connection(Hung, Plain) with { Timeout = TimeSpan.FromSeconds(45) };
        var items = await Hosts.DiscoverAsync(connection);
        Assert.Equal(2, items.Count);
        Assert.Equal(("Source.AnswerInvalid", $"{Hung}:{Sshd.Port}"), (items[0].Problem!.Code, items[0].NativeId));
        Assert.Contains("'user'", items[0].Problem!.Message, StringComparison.Ordinal);
        ThisMachine.AssertIs(items[1].Machine!);
        await EventuallyNoProcessAsync(Sleep);
    }

    [SshdFact]
    public async Task A_cancelled_visit_ends_at_once_and_leaves_no_process()
    {
        using var stop = new CancellationTokenSource();
        var connection = Sshd.Connection(Hung) with { Timeout = TimeSpan.FromHours(1) };
        var discovery = Hosts.DiscoverAsync(connection, null, stop.Token);
        await EventuallyAsync(() => Processes().Contains(Sleep));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => discovery);
        await EventuallyNoProcessAsync(Sleep);
    }

    [SshdFact]
    public async Task A_shell_that_runs_nothing_is_named_with_what_it_said()
    {
        var problem = await Hosts.FailureAsync(Sshd.Connection(NoShell));
        Assert.Equal("Source.ShellUnusable", problem.Code);
        Assert.Contains("This account is currently not available.", problem.Message, StringComparison.Ordinal);
    }

    [SshdFact]
    public async Task An_answer_without_an_end_is_cut_off() =>
        Assert.Equal("Source.AnswerInvalid", (await Hosts.FailureAsync(Sshd.Connection(Endless))).Code);

    [SshdFact]
    public async Task A_host_that_prints_nothing_is_a_shell_that_does_not_run() =>
        Assert.Equal("Source.ShellUnusable", (await Hosts.FailureAsync(Sshd.Connection(Silent))).Code);

    [SshdFact]
    public async Task A_closed_port_and_a_name_that_is_none_are_unreachable()
    {
        var items = await Hosts.DiscoverAsync(Sshd.Connection("127.0.2.1:1", "no-such-host.invalid"));
        Assert.Equal(["Source.Unreachable", "Source.Unreachable"], items.Select(item => item.Problem!.Code));
    }

    [SshdFact]
    public async Task A_password_logs_in_and_a_wrong_one_is_refused()
    {
        var connection = Sshd.Connection(Plain) with { KeyFile = null };
        var right = new SourceOpening { Credential = SshdConnections.Credential(Sshd.User, Sshd.Password) };
        ThisMachine.AssertIs(Assert.Single(await Hosts.DiscoverAsync(connection, right)).Machine!);
        var wrong = new SourceOpening { Credential = SshdConnections.Credential(Sshd.User, "c4n4ry-wrong") };
        var problem = await Hosts.FailureAsync(connection, wrong);
        Assert.Equal("Source.LoginFailed", problem.Code);
        Assert.DoesNotContain("c4n4ry", problem.ToString(), StringComparison.Ordinal);
    }

    [SshdFact]
    public async Task A_password_that_hosts_refuse_is_tried_at_three_of_them_only()
    {
        var hosts = Enumerable.Repeat(Plain, 1).Concat([Noisy, CShell, German, Second]).ToArray();
        var items = await Hosts.DiscoverAsync(
            Sshd.Connection(hosts) with { KeyFile = null },
            new SourceOpening { Credential = SshdConnections.Credential(Sshd.User, "c4n4ry-wrong") });
        Assert.All(items, item => Assert.Equal("Source.LoginFailed", item.Problem!.Code));
        Assert.Equal(2, items.Count(item => item.Problem!.Message.Contains("was not tried", StringComparison.Ordinal)));
    }

    [SshdFact]
    public async Task Hosts_that_do_not_answer_do_not_hold_up_a_password_for_the_others()
    {
        // They take connections and say nothing, as a host that is hung does: each for the whole time-out.
        var dead = Enumerable.Range(0, 6).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        dead.ForEach(listener => listener.Start());
        try
        {
            var hosts = dead.Select(listener => listener.LocalEndpoint.ToString()!).Append(Plain).ToArray();
            var items = await Hosts.DiscoverAsync(
                Sshd.Connection(hosts) with { KeyFile = null, Timeout = TimeSpan.FromSeconds(15) },
                new SourceOpening { Credential = SshdConnections.Credential(Sshd.User, Sshd.Password) });
            Assert.All(items.Take(6), item => Assert.Equal("Source.Unreachable", item.Problem!.Code));
            ThisMachine.AssertIs(items[6].Machine!);
        }
        finally
        {
            dead.ForEach(listener => listener.Stop());
        }
    }

    [SshdFact]
    public async Task A_jump_host_that_does_not_answer_is_asked_once_for_all_hosts_behind_it()
    {
        using var dead = new TcpListener(IPAddress.Loopback, 0);
        dead.Start();
        var connection = Sshd.Connection(Plain, Noisy, CShell, German, Second) with
        {
            JumpHost = dead.LocalEndpoint.ToString(), Timeout = TimeSpan.FromSeconds(2),
        };
        var items = await Hosts.DiscoverAsync(connection);
        Assert.Equal(5, items.Count(item => item.Problem?.Code == "Source.Unreachable"));
        Assert.True(dead.Pending());
        (await dead.AcceptTcpClientAsync()).Dispose();
        Assert.False(dead.Pending());
    }

    [SshdFact]
    public async Task A_key_with_a_passphrase_needs_it()
    {
        var connection = Sshd.Connection(Plain) with { KeyFile = Sshd.LockedKey };
        var right = new SourceOpening { Credential = SshdConnections.Credential(Sshd.User, Sshd.Passphrase) };
        ThisMachine.AssertIs(Assert.Single(await Hosts.DiscoverAsync(connection, right)).Machine!);
        var wrong = new SourceOpening { Credential = SshdConnections.Credential(Sshd.User, "c4n4ry-wrong") };
        foreach (var opening in new[] { wrong, new SourceOpening() })
        {
            var problem = await Hosts.RefusalAsync(connection, opening);
            Assert.Equal("Source.KeyPassphraseWrong", problem.Code);
            Assert.DoesNotContain("c4n4ry", problem.ToString(), StringComparison.Ordinal);
        }
    }

    [SshdFact]
    public async Task A_key_that_the_host_does_not_know_is_refused() =>
        Assert.Equal("Source.LoginFailed",
            (await Hosts.FailureAsync(Sshd.Connection(Plain) with { KeyFile = Sshd.StrangersKey })).Code);

    [SshdFact]
    public async Task A_host_that_takes_keys_only_refuses_a_password() =>
        Assert.Equal("Source.LoginFailed", (await Hosts.FailureAsync(
            Sshd.Connection(KeyOnly) with { KeyFile = null },
            new SourceOpening { Credential = SshdConnections.Credential(Sshd.User, Sshd.Password) })).Code);

    [SshdFact]
    public async Task A_key_file_that_others_can_read_or_that_is_none_is_refused_once_for_all_hosts()
    {
        var open = Sshd.PathOf("open_key");
        File.Copy(Sshd.Key, open, overwrite: true);
        Sshd.Run("chmod", "640", open);
        Assert.Equal("Source.KeyFileUnprotected",
            (await Hosts.RefusalAsync(Sshd.Connection(Plain, Second) with { KeyFile = open })).Code);
        Assert.Equal("Source.KeyFileMissing",
            (await Hosts.RefusalAsync(Sshd.Connection(Plain, Second) with { KeyFile = open + "none" })).Code);
        File.WriteAllText(open, "no key");
        Sshd.Run("chmod", "600", open);
        Assert.Equal("Source.KeyFileInvalid",
            (await Hosts.RefusalAsync(Sshd.Connection(Plain, Second) with { KeyFile = open })).Code);
    }

    [SshdFact]
    public async Task An_unknown_host_is_refused_unless_asked_and_known_from_then_on()
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.Path);
        var nothing = Sshd.Connection(Plain) with { KnownHosts = Path.Combine(folder.Path, "none") };
        var problem = await Hosts.FailureAsync(nothing);
        Assert.Equal("Source.HostKeyUnknown", problem.Code);
        var fingerprint = Sshd.Run("ssh-keygen", "-lf", Sshd.PathOf("host_key.pub")).Split(' ')[1];
        Assert.Contains(fingerprint, problem.Message, StringComparison.Ordinal);

        var warnings = new List<MigrateProblem>();
        var opening = new SourceOpening { Folder = folder.Path, Warn = warnings.Add };
        Assert.NotNull(Assert.Single(
            await Hosts.DiscoverAsync(nothing with { AcceptNewHostKey = true }, opening)).Machine);
        Assert.Equal("Source.HostKeyAccepted", Assert.Single(warnings).Code);
        Assert.NotNull(Assert.Single(await Hosts.DiscoverAsync(nothing, opening)).Machine);
        Assert.Single(warnings);
    }

    [SshdFact]
    public async Task A_host_whose_key_changed_is_refused_whatever_is_asked()
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.Path);
        var known = Path.Combine(folder.Path, "known");
        File.WriteAllText(known, $"[{Plain}]:{Sshd.Port} {File.ReadAllText(Sshd.StrangersKey + ".pub")}");
        var problem = await Hosts.FailureAsync(
            Sshd.Connection(Plain) with { KnownHosts = known, AcceptNewHostKey = true });
        Assert.Equal("Source.HostKeyChanged", problem.Code);
    }

    [SshdFact]
    public async Task A_known_hosts_file_that_OpenSSH_hashed_is_read()
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.Path);
        var known = Path.Combine(folder.Path, "known");
        File.Copy(Sshd.KnownHosts, known);
        Sshd.Run("ssh-keygen", "-q", "-H", "-f", known);
        Assert.DoesNotContain(Plain, File.ReadAllText(known), StringComparison.Ordinal);
        Assert.NotNull(Assert.Single(
            await Hosts.DiscoverAsync(Sshd.Connection(Plain) with { KnownHosts = known })).Machine);
    }

    [SshdFact]
    public async Task A_jump_host_connects_to_hosts_that_it_reaches()
    {
        var connection = Sshd.Connection(Plain, "127.0.2.1:1") with { JumpHost = $"{Sshd.User}@{Second}:{Sshd.Port}" };
        var items = await Hosts.DiscoverAsync(connection);
        ThisMachine.AssertIs(items[0].Machine!);
        Assert.Equal("Source.Unreachable", items[1].Problem!.Code);
    }

    [SshdFact]
    public async Task A_jump_host_that_is_not_known_is_refused()
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.Path);
        var known = Path.Combine(folder.Path, "known");
        File.WriteAllLines(known, File.ReadLines(Sshd.KnownHosts).Take(1));
        var connection = Sshd.Connection(
            Plain) with { KnownHosts = known, JumpHost = $"{Sshd.User}@{Second}:{Sshd.Port}" };
        Assert.Equal("Source.HostKeyUnknown", (await Hosts.FailureAsync(connection)).Code);
    }

    [SshdFact]
    public async Task One_machine_at_two_addresses_is_taken_once()
    {
        var items = await Hosts.DiscoverAsync(Sshd.Connection(Plain, Second));
        Assert.Equal(2, items.Count);
        Assert.NotNull(items[0].Machine);
        Assert.Equal("Source.MachineRepeated", items[1].Problem!.Code);
    }

    [SshdFact]
    public async Task Checks_name_what_is_in_order_and_what_is_not()
    {
        var all = await Hosts.TestAsync(Sshd.Connection(Plain));
        Assert.All(all, check => Assert.True(check.Passed, check.ToString()));
        Assert.Equal(
            ["Reach", "Host key", "Login", "Shell", "Command lsblk", "Command df", "Command ip", "Command hostname",
                "Machine id", "UUID and serial number"],
            all.Select(check => check.Name));
        var refused = await Hosts.TestAsync(Sshd.Connection(Plain) with { KeyFile = Sshd.StrangersKey });
        Assert.Equal([("Reach", true), ("Host key", true), ("Login", false)],
            refused.Select(check => (check.Name, check.Passed)));
        var two = await Hosts.TestAsync(Sshd.Connection(Plain, NoShell));
        Assert.Equal([($"{Plain}:{Sshd.Port}", true), ($"{NoShell}:{Sshd.Port} Shell", false)],
            two.Select(check => (check.Name, check.Passed)));
    }

    [SshdFact]
    public async Task Performance_is_collected_and_nothing_of_a_secret_is_kept()
    {
        using var folder = new TestFolder();
        using var project = MigrateProject.Create(folder.Path);
        var settings = new SourceSettings { Name = "lin",
            Connection = Sshd.Connection(Plain) with { KeyFile = Sshd.LockedKey } };
        var source = project.Sources.Save(settings).Source;
        var credential = SshdConnections.Credential(Sshd.User, Sshd.Passphrase);
        await using (var live = project.Sources.Open(source, credential))
            Assert.Equal(1, (await new DiscoveryRun(source, live).RunAsync()).New);
        CollectionResult first;
        var calls = new System.Collections.Concurrent.ConcurrentQueue<RemoteCall>();
        await using (var live = project.Sources.Open(source, credential, null, calls.Enqueue))
            first = await new CollectionRun(source, live).RunAsync();
        Assert.Equal((1, 1), (first.Machines, first.MachinesWithPoints));
        Assert.Empty(first.Problems);
        // Two short samples; what they cover is seconds, and no more is claimed.
        var window = new AzMigrate.Performance.TimeWindow(
            DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
        var history = project.Samples.ReadHistory("lin/" + ThisMachine.MachineId, window)!;
        Assert.All(history.Series.SelectMany(series => series.Blocks),
            block => Assert.InRange(block.Interval.TotalSeconds, 1, 10));
        var cpu = Assert.Single(
            history.Series, series => series.Counter == AzMigrate.Performance.PerformanceCounter.CpuPercent);
        Assert.All(cpu.Blocks.SelectMany(block => block.Values).Where(value => !double.IsNaN(value)),
            value => Assert.InRange(value, 0, 100));
        Assert.Single(Directory.GetFiles(folder.Path, "visits-*.json"));
        // Too soon for another ten minutes: nothing is claimed twice.
        await using (var live = project.Sources.Open(source, credential))
            Assert.Equal(0, (await new CollectionRun(source, live).RunAsync()).Points);
        Assert.EndsWith(": counters", Assert.Single(calls).Name, StringComparison.Ordinal);
        project.Sources.Remove("LIN");
        Assert.Empty(Directory.GetFiles(folder.Path, "visits-*.json"));
        project.Dispose();
        foreach (var file in Directory.GetFiles(folder.Path))
            Assert.DoesNotContain(
                "c4n4ry", System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(file)), StringComparison.Ordinal);
    }

    // The first packet of a client lists what it can, in its order (RFC 4253, 7.1); the third list is of ciphers.
    private static async Task<string[]> CiphersAskedOfAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await using var stream = client.GetStream();
        await stream.WriteAsync("SSH-2.0-test\r\n"u8.ToArray());
        for (int one; (one = stream.ReadByte()) != '\n';)
            Assert.NotEqual(-1, one);
        var length = new byte[4];
        await stream.ReadExactlyAsync(length);
        var packet = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
        await stream.ReadExactlyAsync(packet);
        // Padding's length, the message's number, a cookie of 16 bytes.
        var list = packet.AsMemory(18);
        for (var skipped = 0; skipped < 2; skipped++)
            list = list[(4 + BinaryPrimitives.ReadInt32BigEndian(list.Span))..];
        var bytes = list.Slice(4, BinaryPrimitives.ReadInt32BigEndian(list.Span));
        return Encoding.ASCII.GetString(bytes.Span).Split(',');
    }

    private static Task EventuallyNoProcessAsync(string commandLine) =>
        EventuallyAsync(() => !Processes().Contains(commandLine));

    private static async Task EventuallyAsync(Func<bool> isSo)
    {
        for (var tries = 0; !isSo(); tries++)
        {
            Assert.True(tries < 3000, "It did not become so.");
            await Task.Delay(100);
        }
    }

    private static string[] Processes() => Sshd.Run("ps", "-eo", "args").Split('\n', StringSplitOptions.TrimEntries);

    /// <summary>One server for all tests of the class.</summary>
    public sealed class Peers : IDisposable
    {
        public Peers()
        {
            if (!Sshd.CanRun)
                return;
            Sshd = Sshd.Start(
                Sshd.Addresses(2, 11),
                (Noisy, "Banner /etc/os-release\n    ForceCommand echo 'Welcome!'; echo '@@x end'; /bin/sh -c \"$SSH_ORIGINAL_COMMAND\"; echo Bye"),
                (CShell, "ForceCommand exec /bin/csh -c \"$SSH_ORIGINAL_COMMAND\""),
                (Hung, $"SetEnv PATH=/var/lib/azmigrate-hung-{Environment.ProcessId}:/usr/bin:/bin"),
                (NoShell, "ForceCommand exec /usr/sbin/nologin"),
                (Endless, "ForceCommand exec yes"),
                (German, $"SetEnv LANG=de_DE.UTF-8 LC_ALL=tr_TR.UTF-8 LANGUAGE=de PATH=/var/lib/azmigrate-locale-{Environment.ProcessId}:/usr/bin:/bin"),
                (Silent, "ForceCommand exec true"),
                (KeyOnly, "AuthenticationMethods publickey"),
                (Busybox, $"ForceCommand PATH={Folder("busybox")} exec {Folder("busybox")}/busybox ${{SSH_ORIGINAL_COMMAND#/bin/}}"));
            Fake(Folder("hung"), "id", $"#!/bin/sh\n{Sleep}\n");
            foreach (var tool in new[] { "df", "lsblk", "hostname", "grep" })
                Fake(Folder("locale"), tool, $"#!/bin/sh\n[ \"$LC_ALL\" = C ] || {{ echo Kein Geraet; exit 1; }}\nPATH=/usr/bin:/bin exec {tool} \"$@\"\n");
            // Its tools come first in the script's path, and one that says of itself that there is none.
            Fake(Folder("busybox"), "lsblk", "#!/bin/sh\nexit 127\n");
            Sshd.Run("sh", "-c", "cp \"$(command -v busybox)\" \"$0\" && \"$0/busybox\" --install -s \"$0\"",
                Folder("busybox"));
        }

        public Sshd? Sshd { get; }

        public void Dispose()
        {
            Sshd?.Dispose();
            foreach (var folder in new[] { Folder("hung"), Folder("locale"), Folder("busybox") }.Where(
                Directory.Exists))
                Directory.Delete(folder, recursive: true);
        }

        private static string Folder(string name) => $"/var/lib/azmigrate-{name}-{Environment.ProcessId}";

        private static void Fake(string folder, string tool, string text)
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, tool), text);
            Sshd.Run("chmod", "-R", "755", folder);
        }
    }
}
