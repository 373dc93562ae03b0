using System.Diagnostics;
using System.Globalization;
using AzMigrate.Bench.Measuring;
using AzMigrate.Discovery;
using AzMigrate.Discovery.Linux;
using AzMigrate.Peers;

namespace AzMigrate.Bench.Benches;

/// <summary>
/// Linux servers over SSH, beside the OpenSSH client that runs the same script on the same hosts, as many at once. The
/// servers' own processor time is in neither; whole processes.
/// </summary>
internal static class SshBench
{
    private const int Hosts = 200;
    private const int Parallel = 16;

    public static void Run()
    {
        using var sshd = Sshd.Start(Sshd.Addresses(3, Hosts));
        string[] arguments = [sshd.Port.ToString(CultureInfo.InvariantCulture), sshd.User, sshd.Folder];
        var rows = Comparison.Print(
            $"11. Linux servers over SSH: {Hosts} hosts, {Parallel} at a time, whole processes", 1,
            Subject.Of("discovery", [nameof(Discover), .. arguments]),
            Subject.Of("peer: OpenSSH's client, same script", [nameof(OpenSsh), .. arguments]));
        Comparison.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"A host: {1000 * rows[0].WallSeconds / Hosts:0} ms wall and {1000 * rows[0].CpuSeconds / Hosts:0} ms CPU, "
                + $"with OpenSSH's client {1000 * rows[1].WallSeconds / Hosts:0} and {1000 * rows[1].CpuSeconds / Hosts:0} ms.\n"));
    }

    public static void Discover(string port, string user, string folder)
    {
        var connection = new LinuxConnection
        {
            Hosts = [$"127.0.3.1-{Hosts}"], Port = int.Parse(port, CultureInfo.InvariantCulture), UserName = user,
            KeyFile = Path.Combine(folder, "key"), KnownHosts = Path.Combine(folder, "known_hosts"),
            Parallel = Parallel,
            Timeout = TimeSpan.FromMinutes(5),
        };
        var answers = DiscoverAsync(connection).GetAwaiter().GetResult();
        if (answers != Hosts)
            throw new InvalidOperationException($"{answers} of {Hosts} hosts answered.");
    }

    public static void OpenSsh(string port, string user, string folder)
    {
        using var resource = typeof(LinuxConnection).Assembly.GetManifestResourceStream(
            "AzMigrate.Discovery.Linux.visit.sh")!;
        using var reader = new StreamReader(resource);
        var script = reader.ReadToEnd();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallel };
        System.Threading.Tasks.Parallel.ForEach(Enumerable.Range(1, Hosts), options, host =>
        {
            var start = new ProcessStartInfo("ssh",
            [
                "-p", port, "-i", Path.Combine(folder, "key"), "-o",
                "UserKnownHostsFile=" + Path.Combine(folder, "known_hosts"),
                "-o", "BatchMode=yes", $"{user}@127.0.3.{host}", "/bin/sh -s -- m inventory no 0 0",
            ])
            {
                RedirectStandardInput = true, RedirectStandardOutput = true,
            };
            using var ssh = Process.Start(start)!;
            ssh.StandardInput.Write(script);
            ssh.StandardInput.Close();
            if (!ssh.StandardOutput.ReadToEnd().Contains("@@m end", StringComparison.Ordinal))
                throw new InvalidOperationException($"Host {host} did not answer.");
            ssh.WaitForExit();
        });
    }

    // The first is the machine; the others are told to be the same one, which their answers show.
    private static async Task<int> DiscoverAsync(LinuxConnection connection)
    {
        var answers = 0;
        await using var source = connection.Open(new SourceOpening());
        await foreach (var item in source.DiscoverAsync(new DiscoveryRequest { SourceName = "lin" }, null, default))
            answers += item.Machine is not null || item.Problem?.Code == "Source.MachineRepeated" ? 1 : 0;
        return answers;
    }
}
