using System.Globalization;
using System.Management.Automation;
using AzMigrate.Peers;

namespace AzMigrate.PowerShell.Tests;

/// <summary>Collection without end through the cmdlet, against a simulated vCenter.</summary>
public sealed class ContinuousTests : IDisposable
{
    private const int Machines = 20;
    private const string Collect = "Update-MigratePerformance vc1 -Continuous -Interval 00:00:20 -BackFill 01:00:00";
    private const string Peaks = "00:10:00";
    private readonly string _folder = Directory.CreateTempSubdirectory("azmigrate-continuous-").FullName;
    private readonly Engine _engine = Engine.WithModule();

    public void Dispose()
    {
        _engine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [PeerFact]
    public async Task Stopped_between_two_rounds_it_logs_out_and_keeps_what_it_collected()
    {
        using var vcsim = Vcsim.Start("-machines", "20");
        Prepare(vcsim, vcsim.Front);
        using var run = new Run(_engine, Collect);
        await run.UntilAsync(() => run.Output.Count == 1);

        // It waits for the round after; Stop returns when the cmdlet has ended.
        run.Shell.Stop();

        Assert.Equal(PSInvocationState.Stopped, run.Shell.InvocationStateInfo.State);
        Assert.Single(run.Output);
        await AssertLoggedOutAsync(vcsim);
        Assert.Empty(run.Shell.Streams.Error);
        Assert.Equal(Number(run.Output[0], "Points"), Points().Count);
    }

    [PeerFact]
    public async Task Stopped_while_it_collects_it_logs_out_and_the_next_collection_goes_on()
    {
        using var vcsim = Vcsim.Start("-machines", "20");
        Prepare(vcsim, vcsim.Front);
        using var run = new Run(_engine, Collect.Replace("01:00:00", "30.00:00:00", StringComparison.Ordinal));
        await run.UntilAsync(
            () => run.Shell.Streams.Progress.Any(record => record.Activity == "Collecting performance"));

        run.Shell.Stop();

        Assert.Equal(PSInvocationState.Stopped, run.Shell.InvocationStateInfo.State);
        await AssertLoggedOutAsync(vcsim);
        var kept = Points();
        _engine.Invoke("Update-MigratePerformance vc1 -BackFill 30.00:00:00").MustSucceed();
        var all = Points();
        Assert.NotEmpty(all);
        Assert.All(kept, point => Assert.Equal(point.Value, all[point.Key]));
    }

    [PeerFact]
    public async Task An_outage_is_told_once_and_collection_goes_on_when_it_is_over()
    {
        using var vcsim = Vcsim.Start("-machines", "20");
        using var door = new Door(vcsim.Front);
        Prepare(vcsim, door.Address);
        using var run = new Run(_engine, Collect);
        await run.UntilAsync(() => run.Output.Count == 1);

        door.Close();
        await run.UntilAsync(() => run.Shell.Streams.Error.Count > 0);
        door.Open();
        await run.UntilAsync(() => run.Output.Count >= 2);
        run.Shell.Stop();

        var error = Assert.Single(run.Shell.Streams.Error);
        Assert.StartsWith("Source.Unreachable,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(Machines, Number(run.Output[1], "Machines"));
        Compare(Points(), await AfreshAsync(vcsim));
    }

    [PeerFact]
    public async Task Sessions_that_end_leave_no_gap_and_double_nothing()
    {
        using var vcsim = Vcsim.Start("-machines", "20", "-session-requests", "9");
        Prepare(vcsim, vcsim.Front);
        using var run = new Run(_engine, Collect);
        await run.UntilAsync(() => run.Output.Count >= 2);
        run.Shell.Stop();

        Assert.Empty(run.Shell.Streams.Error);
        Assert.True((await vcsim.CallsAsync())["Login"] > 2, "No session ended.");
        Compare(Points(), await AfreshAsync(vcsim));
    }

    [PeerTheory]
    [InlineData("Start-MigrateDiscovery")]
    [InlineData("Update-MigratePerformance -BackFill 01:00:00")]
    public async Task A_source_that_hangs_or_fails_holds_no_other_up(string command)
    {
        using var vcsim = Vcsim.Start("-machines", "20");
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        Prepare(vcsim, vcsim.Front);
        // By name the two come before the one that works.
        _engine.Invoke($"""
            $null = Add-MigrateSource a-hangs https://{silent.LocalEndpoint} -Credential $credential
            $null = Add-MigrateSource b-fails https://127.0.0.1:1 -Credential $credential
            """).MustSucceed();
        using var run = new Run(_engine, command);

        await run.UntilAsync(() => run.Output.Count == 1 && run.Shell.Streams.Error.Count == 1);
        run.Shell.Stop();

        Assert.Equal(("vc1", Machines),
            ((string)run.Output[0].Properties["Source"].Value, Number(run.Output[0], "Machines")));
        Assert.StartsWith("Source.Unreachable,", run.Shell.Streams.Error[0].FullyQualifiedErrorId,
            StringComparison.Ordinal);
    }

    private void Prepare(Vcsim vcsim, Uri address)
    {
        var password = new System.Security.SecureString();
        foreach (var character in Vcsim.Password)
            password.AppendChar(character);
        _engine.Set("credential", new PSCredential(Vcsim.User, password));
        _engine.Invoke($"""
            $null = Connect-MigrateProject '{Path.Combine(_folder, "contoso")}' -Create
            $null = Add-MigrateSource vc1 {address} -CertificateThumbprint {vcsim.Thumbprint} -Credential $credential
            Start-MigrateDiscovery vc1
            """).MustSucceed();
    }

    // Who stops waits a moment for the logout; where that does not do, it goes on behind.
    private static async Task AssertLoggedOutAsync(Vcsim vcsim)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while ((await vcsim.CallsAsync())["Logout"] < 2)
            await Task.Delay(50, patience.Token);
        var calls = await vcsim.CallsAsync();
        Assert.Equal((2, 2), (calls["Login"], calls["Logout"]));
    }

    /// <summary>The points that a project has which asks once and is not disturbed.</summary>
    private async Task<Dictionary<string, double>> AfreshAsync(Vcsim vcsim)
    {
        await Task.Yield();
        _engine.Invoke($"""
            $null = Connect-MigrateProject '{Path.Combine(_folder, "afresh")}' -Create
            $null = Add-MigrateSource vc1 {vcsim.Front} -CertificateThumbprint {vcsim.Thumbprint} -Credential $credential
            $null = Start-MigrateDiscovery vc1
            Update-MigratePerformance vc1 -BackFill 01:00:00
            """).MustSucceed();
        return Points();
    }

    /// <summary>
    /// Compares what both have of each machine at each interval, in the time in which both have it: ten minutes may
    /// begin, or grow too old for samples, between the two and between two machines of one.
    /// </summary>
    private static void Compare(Dictionary<string, double> points, Dictionary<string, double> afresh)
    {
        var collected = ByMachineAndInterval(points);
        var expected = ByMachineAndInterval(afresh);
        var running = expected.Keys.Where(series => series.Interval == Peaks).ToList();
        Assert.NotEmpty(running);
        Assert.Equivalent(running, collected.Keys.Where(series => series.Interval == Peaks), strict: true);
        foreach (var series in expected.Keys.Where(collected.ContainsKey))
        {
            var first = Later(collected[series][0].Time, expected[series][0].Time);
            var last = Earlier(collected[series][^1].Time, expected[series][^1].Time);
            var both = In(expected[series]);
            Assert.Equal(both, In(collected[series]));
            Assert.True(series.Interval != Peaks || both.DistinctBy(point => point.Time).Count() >= 3,
                "Hardly anything was collected twice.");

            List<Point> In(IEnumerable<Point> all) =>
                all.Where(point => point.Time >= first && point.Time <= last).ToList();
        }

        static Dictionary<(string Machine, string Interval), List<Point>> ByMachineAndInterval(
            Dictionary<string, double> all) => all.Select(Point.Of)
            .GroupBy(point => (point.Machine, point.Interval))
            .ToDictionary(group => group.Key, group => group
                .OrderBy(point => point.Time).ThenBy(point => point.Series, StringComparer.Ordinal).ToList());
        static DateTime Later(DateTime a, DateTime b) => a > b ? a : b;
        static DateTime Earlier(DateTime a, DateTime b) => a < b ? a : b;
    }

    private sealed record Point(DateTime Time, string Interval, string Machine, string Series, double Value)
    {
        public static Point Of(KeyValuePair<string, double> point)
        {
            var parts = point.Key.Split(['|', ' '], 4);
            return new(
                DateTime.Parse(parts[0], CultureInfo.InvariantCulture), parts[1], parts[2], parts[3], point.Value);
        }
    }

    // By time, length, machine, counter and instance; one that comes twice is an error here.
    private Dictionary<string, double> Points() => _engine.Invoke("""
        Get-MigratePerformance -IncludePoints | ForEach-Object {
            foreach ($point in $_.Points) {
                '{0:s}|{1} {2} {3} {4}={5:R}' -f $point.Start.UtcDateTime, $point.Interval, $_.Id, $_.Counter, $_.Instance, $point.Value
            }
        }
        """).MustSucceed().Values.Cast<string>().Select(text => text.Split('='))
        .ToDictionary(parts => parts[0], parts => double.Parse(parts[1], CultureInfo.InvariantCulture));

    private static int Number(PSObject result, string property) =>
        Convert.ToInt32(result.Properties[property].Value, CultureInfo.InvariantCulture);

    /// <summary>A script that runs beside the test.</summary>
    private sealed class Run : IDisposable
    {
        public Run(Engine engine, string script)
        {
            Shell = engine.Start(script);
            Shell.BeginInvoke<PSObject, PSObject>(null, Output);
        }

        public System.Management.Automation.PowerShell Shell { get; }

        public PSDataCollection<PSObject> Output { get; } = [];

        public async Task UntilAsync(Func<bool> isSo)
        {
            for (var tries = 0; !isSo(); tries++)
            {
                Assert.Equal(PSInvocationState.Running, Shell.InvocationStateInfo.State);
                Assert.True(tries < 12_000, "It did not become so.");
                await Task.Delay(50);
            }
        }

        public void Dispose()
        {
            Shell.Stop();
            Shell.Dispose();
        }
    }
}
