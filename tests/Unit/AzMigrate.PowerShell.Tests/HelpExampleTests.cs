using System.Management.Automation;

namespace AzMigrate.PowerShell.Tests;

/// <summary>
/// Every example of the help runs without an error, in a folder with an inventory and a project that is connected.
/// </summary>
public sealed class HelpExampleTests : IClassFixture<HelpExampleTests.Workplace>
{
    private static readonly string[] Moves =
        ["MigrateReplication", "MigrateTestMigration", "MigrateCutover", "MigrateEvent"];

    private readonly Workplace _workplace;

    public HelpExampleTests(Workplace workplace) => _workplace = workplace;

    // Get-Help's own first command leads the list.
    public static TheoryData<string, string, string> Examples()
    {
        var examples = new TheoryData<string, string, string> { { "Get-Help", "The module's topic",
            "Get-Help about_AzMigrate" } };
        foreach (var (cmdlet, title, code) in HelpFile.Examples()) examples.Add(cmdlet, title, code);
        return examples;
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_runs(string cmdlet, string title, string code)
    {
        var folder = _workplace.Copy();
        // Somebody at a prompt answers yes.
        // A replication knows its copies by their full path, so each example that needs one has its own.
        var replicated = Moves.Any(
            noun => cmdlet.EndsWith(noun, StringComparison.Ordinal) || code.Contains(noun, StringComparison.Ordinal))
            ? "$null = Start-MigrateReplication -VMName web01 -Disk ./disk.img -Folder ./copies" : "";
        var errors = Workplace.Run(
            folder, "if (Get-Command Connect-MigrateProject -ErrorAction Ignore) { Connect-MigrateProject ./contoso }",
            "$ConfirmPreference = 'None'", replicated, ScriptLint.Portable(code));
        Assert.True(errors.Count == 0, $"{cmdlet}, {title}\n{code}\n{string.Join('\n', errors)}");
    }

    /// <summary>The folder that each example gets a copy of.</summary>
    public sealed class Workplace : IDisposable
    {
        private const string SetUp =
            """
            if (Get-Command Invoke-MigrateAssessment -ErrorAction Ignore) {
                Connect-MigrateProject ./contoso -Create
                Import-MigrateInventory ./rvtools.xlsx | New-MigrateGroup -Name all |
                    Invoke-MigrateAssessment -Location westeurope
                Add-MigrateSource -Name vc1 -VMware vc1.corp.example -CredentialReference 'env:VC_USER/VC_PASSWORD'
                Disconnect-MigrateProject
            }
            """;

        // The sample estate has two broken rows, which every import of it names.
        private static readonly string[] SampleRows = ["Import.DuplicateMachine,", "Import.CoresInvalid,"];

        private readonly string _root = Directory.CreateTempSubdirectory("azmigrate-examples-").FullName;
        private int _copies;

        public Workplace()
        {
            var folder = Directory.CreateDirectory(Path.Combine(_root, "first")).FullName;
            foreach (var (sample, name) in new[] { ("rvtools-sample.xlsx", "rvtools.xlsx"),
                ("azure-migrate-sample.csv", "servers.csv") })
            {
                var source = Path.Combine(Built.Repository, "samples", sample);
                if (File.Exists(source)) File.Copy(source, Path.Combine(folder, name));
            }
            File.WriteAllBytes(Path.Combine(folder, "disk.img"),
                [.. Enumerable.Range(0, 6 << 20).Select(i => (byte)(i * 7))]);
            var errors = Run(folder, SetUp);
            Assert.True(errors.Count == 0, string.Join('\n', errors));
        }

        public void Dispose() => Directory.Delete(_root, recursive: true);

        public string Copy()
        {
            var source = Path.Combine(_root, "first");
            var target = Directory.CreateDirectory(Path.Combine(_root, $"copy{++_copies}")).FullName;
            foreach (var folder in Directory.GetDirectories(source, "*", SearchOption.AllDirectories))
                Directory.CreateDirectory(Path.Combine(target, Path.GetRelativePath(source, folder)));
            foreach (var file in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
                File.Copy(file, Path.Combine(target, Path.GetRelativePath(source, file)));
            return target;
        }

        /// <summary>Runs the scripts one after another with the folder as $PWD; returns the errors.</summary>
        public static IReadOnlyList<string> Run(string folder, params string[] scripts)
        {
            using var engine = Engine.WithModule();
            var errors = new List<string>();
            foreach (var script in scripts.Prepend($"$ExecutionContext.SessionState.Path.SetLocation('{folder}')"))
            {
                var outcome = engine.Invoke(script);
                errors.AddRange(outcome.Errors.Append(outcome.Terminating).OfType<ErrorRecord>()
                    .Where(error => !SampleRows.Any(
                        row => error.FullyQualifiedErrorId.StartsWith(row, StringComparison.Ordinal)))
                    .Select(error => $"{error.FullyQualifiedErrorId}: {error}"));
                if (errors.Count > 0) break;
            }
            return errors;
        }
    }
}
