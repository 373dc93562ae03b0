using System.Diagnostics;
using System.Globalization;
using System.Text;
using AzMigrate.Peers;

namespace AzMigrate.PowerShell.Tests;

/// <summary>The pipeline of a live estate as it is documented, against a simulated vCenter.</summary>
public sealed class LiveEstateTests : IClassFixture<LiveEstateTests.Estate>, IDisposable
{
    private const string Canary = "canary";
    private readonly Estate _estate;
    private readonly string _folder = Directory.CreateTempSubdirectory("azmigrate-live-").FullName;

    public LiveEstateTests(Estate estate) => _estate = estate;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [PeerFact]
    public void The_documented_pipeline_runs_as_written()
    {
        using var engine = Engine.WithModule();
        Prepare(engine);

        var discovery = engine.Invoke("Start-MigrateDiscovery -Source vc1").MustSucceed();
        var group = engine.Invoke("Get-MigrateVM -PowerState On -Tag @{ App = 'CRM' } | New-MigrateGroup -Name CRM")
            .MustSucceed();
        var collection = engine.Invoke("Update-MigratePerformance vc1 -BackFill 1.00:00:00").MustSucceed();
        var recommendations = engine.Invoke("""
            Get-MigrateGroup CRM | Invoke-MigrateAssessment -Location westeurope -SizingCriterion PerformanceBased -Percentile 95 |
                Get-MigrateRecommendation -Explain
            """).MustSucceed();
        var notReady = engine.Invoke("Get-MigrateRecommendation -Group CRM | Where-Object Readiness -ne Ready")
            .MustSucceed();

        Assert.Equal((Estate.Machines, 0), (Number(discovery, "New"), Number(discovery, "Gone")));
        Assert.Equal(Estate.Tagged.Count, Number(group, "MachineCount"));
        Assert.Equal(Estate.Machines, Number(collection, "Machines"));
        Assert.True(Number(collection, "Points") > 0, "No points came.");
        Assert.Equal(Estate.Tagged.Order(StringComparer.Ordinal), Names(recommendations).Order(StringComparer.Ordinal));
        Assert.All(recommendations.Output,
            row => Assert.NotEmpty((System.Collections.IEnumerable)row.Properties["Reasons"].Value));
        Assert.Equal(
            recommendations.Output.Where(row => $"{row.Properties["Readiness"].Value}" != "Ready").Select(Name),
            notReady.Output.Select(Name));
    }

    [PeerFact]
    public void A_second_discovery_finds_nothing_new_and_a_wrong_password_is_tried_once()
    {
        using var engine = Engine.WithModule();
        Prepare(engine);
        engine.Invoke("Start-MigrateDiscovery vc1").MustSucceed();

        var again = engine.Invoke("Start-MigrateDiscovery vc1").MustSucceed();
        var refused = engine.Invoke(
            Credential("another") + "\nSet-MigrateSource vc1 -Credential $credential; Start-MigrateDiscovery vc1");

        Assert.Equal((0, Estate.Machines), (Number(again, "New"), Number(again, "Unchanged")));
        Assert.StartsWith("Source.LoginFailed,", refused.TheError.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "another", refused.TheError.ToString() + refused.TheError.Exception, StringComparison.Ordinal);
    }

    [PeerFact]
    public void No_stream_file_or_console_shows_the_password()
    {
        File.WriteAllText(Path.Combine(_folder, "script.ps1"), $$"""
            $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
            Connect-MigrateProject ./contoso -Create
            Add-MigrateSource -Name vc1 -VMware {{_estate.Vcsim.Front}} -CertificateThumbprint {{_estate.Vcsim.Thumbprint}} -CredentialReference 'env:VC_USER/VC_PASSWORD' -Test
            Get-MigrateSource | Test-MigrateSource
            Start-MigrateDiscovery -Source vc1
            Update-MigratePerformance vc1 -BackFill 01:00:00
            Add-MigrateSource -Name wrong -VMware {{_estate.Vcsim.Front}} -CertificateThumbprint {{new string('0', 64)}} -CredentialReference 'env:VC_USER/VC_PASSWORD'
            Start-MigrateDiscovery wrong
            Update-MigratePerformance wrong
            $Error
            $Error.ForEach({ "$($_.Exception) $($_.ScriptStackTrace) $($_.TargetObject)" })
            exit 5
            """);

        var (code, said) = RunHost();

        Assert.Equal(5, code);
        Assert.Contains("Source.CertificateInvalid", said, StringComparison.Ordinal);
        Assert.DoesNotContain(Canary, said, StringComparison.OrdinalIgnoreCase);
        foreach (var file in Directory.GetFiles(Path.Combine(_folder, "contoso"), "*", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(file);
            Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Canary)) < 0, file);
            Assert.True(bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(Canary)) < 0, file);
        }
    }

    private void Prepare(Engine engine)
    {
        engine.Invoke($"Connect-MigrateProject '{Path.Combine(_folder, "contoso")}' -Create").MustSucceed();
        engine.Invoke($"""
            {Credential(Vcsim.Password)}
            Add-MigrateSource -Name vc1 -VMware {_estate.Vcsim.Front} -CertificateThumbprint {_estate.Vcsim.Thumbprint} -Credential $credential
            """).MustSucceed();
    }

    private static string Credential(string password) => $$"""
        $secure = [System.Security.SecureString]::new()
        foreach ($character in '{{password}}'.ToCharArray()) { $secure.AppendChar($character) }
        $credential = [System.Management.Automation.PSCredential]::new('{{Vcsim.User}}', $secure)
        """;

    private static int Number(Outcome outcome, string property) =>
        Convert.ToInt32(Assert.Single(outcome.Output).Properties[property].Value, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Names(Outcome outcome) => outcome.Output.Select(Name);

    private static string Name(System.Management.Automation.PSObject row) => (string)row.Properties["Name"].Value;

    private (int ExitCode, string Said) RunHost()
    {
        var start = new ProcessStartInfo("dotnet", [Built.Host, Path.Combine(_folder, "script.ps1")])
        {
            WorkingDirectory = _folder, RedirectStandardInput = true, RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        (start.Environment["VC_USER"], start.Environment["VC_PASSWORD"]) = (Vcsim.User, Vcsim.Password);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    /// <summary>A simulated vCenter with tagged machines, for all tests of the class.</summary>
    public sealed class Estate : IDisposable
    {
        public const int Machines = 20;

        private readonly Lazy<Vcsim> _vcsim = new(() =>
        {
            var vcsim = Vcsim.Start("-machines", "20", "-page", "7");
            GovcProgram.Run(vcsim.Direct, "tags.category.create", "App");
            GovcProgram.Run(vcsim.Direct, "tags.create", "-c", "App", "CRM");
            foreach (var machine in Tagged.Append("dc-00004"))
                GovcProgram.Run(vcsim.Direct, "tags.attach", "CRM", PathOf(vcsim, machine));
            return vcsim;
        });

        /// <summary>Names of the machines with a tag that run; another one is off.</summary>
        public static IReadOnlyList<string> Tagged { get; } = ["web-00000", "sql-00001", "build-00008", "erp-00010"];

        internal Vcsim Vcsim => _vcsim.Value;

        public void Dispose()
        {
            if (_vcsim.IsValueCreated)
                _vcsim.Value.Dispose();
        }

        private static string PathOf(Vcsim vcsim, string machine) =>
            Encoding.UTF8.GetString(GovcProgram.Run(vcsim.Direct, "find", "/", "-type", "m", "-name", machine)).Trim();
    }
}
