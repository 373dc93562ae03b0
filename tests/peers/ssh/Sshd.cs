using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace AzMigrate.Peers;

/// <summary>
/// OpenSSH's own server on loopback, with keys, a user and a configuration of the test's. What a host does that is not
/// the plain one is said by its address: a block of sshd's configuration for it. Needs root, as sshd does.
/// </summary>
public sealed class Sshd : IDisposable
{
    public const string Password = "c4n4ry-pa$$word'\"";
    public const string Passphrase = "c4n4ry-passphrase";

    // sshd listens at 16 addresses at most.
    private const int AddressesEach = 16;

    private static int _users;

    private readonly List<Process> _servers = [];

    private Sshd(string folder, string user, int port) => (Folder, User, Port) = (folder, user, port);

    public string Folder { get; }

    public string User { get; }

    public int Port { get; }

    public string Key => Path.Combine(Folder, "key");

    public string LockedKey => Path.Combine(Folder, "locked_key");

    public string StrangersKey => Path.Combine(Folder, "strangers_key");

    public string KnownHosts => Path.Combine(Folder, "known_hosts");

    public static bool CanRun => File.Exists("/usr/sbin/sshd") && Environment.UserName == "root";

    /// <summary>Starts servers for the addresses.</summary>
    /// <param name="addresses">Loopback addresses to listen at.</param>
    /// <param name="blocks">What sshd's configuration says of some of them, by address or network.</param>
    public static Sshd Start(IReadOnlyList<string> addresses, params (string Address, string Lines)[] blocks)
    {
        // Not below /tmp: sshd asks that nobody else can write to a folder that it makes somebody's root.
        var number = Interlocked.Increment(ref _users);
        var folder = Directory.CreateDirectory(
            $"/var/lib/azmigrate-tests-{Environment.ProcessId}-{number}").FullName;
        var user = $"azm{Environment.ProcessId}x{number}";
        var sshd = new Sshd(folder, user, FreePort.Next());
        try
        {
            sshd.Prepare();
            for (var i = 0; i < addresses.Count; i += AddressesEach)
                sshd.Serve(addresses.Skip(i).Take(AddressesEach).ToList(), blocks);
            foreach (var address in addresses)
                sshd.Await(address);
            File.WriteAllLines(sshd.KnownHosts,
                addresses.Select(address =>
                $"[{address}]:{sshd.Port} {File.ReadAllText(sshd.PathOf("host_key.pub")).Trim()}"));
            return sshd;
        }
        catch
        {
            sshd.Dispose();
            throw;
        }
    }

    public string PathOf(string name) => Path.Combine(Folder, name);

    public void Dispose()
    {
        foreach (var server in _servers)
        {
            server.Kill(entireProcessTree: true);
            server.WaitForExit();
            server.Dispose();
        }

        // What the user left, process by process; a user that has some cannot be deleted.
        var left = Call("ps", null, "-o", "pid=", "-u", User).Output.Split(
            [' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        if (left.Length > 0)
            Call("kill", null, ["-KILL", .. left]);
        Call("userdel", null, User);
        Directory.Delete(Folder, recursive: true);
    }

    public static string Run(string program, params string[] arguments)
    {
        var (status, output, error) = Call(program, null, arguments);
        return status == 0 ? output : throw new InvalidOperationException($"{program}: {error}");
    }

    private void Prepare()
    {
        Run("chmod", "755", Folder);
        Directory.CreateDirectory("/run/sshd");
        foreach (var (name, passphrase) in new[] { ("host_key", ""), ("key", ""), ("strangers_key", ""),
            ("locked_key", Passphrase) })
            Run("ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", "test", "-f", PathOf(name));
        File.WriteAllText(PathOf("authorized_keys"),
            File.ReadAllText(Key + ".pub") + File.ReadAllText(LockedKey + ".pub"));
        Run("chmod", "644", PathOf("authorized_keys"));
        Insist("useradd", null, "-M", "-d", "/", "-s", "/bin/sh", User);
        Insist("chpasswd", $"{User}:{Password}\n");
    }

    // Another test process may hold the lock of /etc/passwd.
    private static void Insist(string program, string? input, params string[] arguments)
    {
        for (var tries = 0; Call(program, input, arguments) is { Status: not 0 } failed; tries++)
        {
            if (tries > 600)
                throw new InvalidOperationException($"{program}: {failed.Error}");
            Thread.Sleep(100);
        }
    }

    private void Serve(List<string> addresses, (string Address, string Lines)[] blocks)
    {
        var config = PathOf($"sshd_config{_servers.Count}");
        File.WriteAllLines(config,
        [
            $"Port {Port}", .. addresses.Select(address => $"ListenAddress {address}"), $"HostKey {PathOf("host_key")}",
            $"PidFile {config}.pid", $"AuthorizedKeysFile {PathOf("authorized_keys")}", "StrictModes no", "UsePAM no",
            // By default logins are refused at random above ten that are pending.
            "MaxStartups 300", "LoginGraceTime 120", "PrintMotd no", "UseDNS no", "AllowTcpForwarding yes",
            .. blocks.Select(block => $"Match LocalAddress {block.Address}\n    {block.Lines}"),
        ]);
        var start = new ProcessStartInfo("/usr/sbin/sshd", ["-D", "-e", "-f", config]) { RedirectStandardError = true };
        var server = Process.Start(start)!;
        server.ErrorDataReceived += (_, _) => { };
        server.BeginErrorReadLine();
        _servers.Add(server);
    }

    private void Await(string address)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var client = new TcpClient();
                client.Connect(address, Port);
                return;
            }
            catch (SocketException) when (tries < 300 && !_servers.Exists(server => server.HasExited))
            {
                Thread.Sleep(100);
            }
        }
    }

    private static (int Status, string Output, string Error) Call(
        string program, string? input, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Write(input ?? "");
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    /// <summary>Loopback addresses of one network.</summary>
    public static IReadOnlyList<string> Addresses(int network, int count) => Enumerable.Range(1, count)
        .Select(host => string.Create(CultureInfo.InvariantCulture, $"127.0.{network}.{host}")).ToList();
}
