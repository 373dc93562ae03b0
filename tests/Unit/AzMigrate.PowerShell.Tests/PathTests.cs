namespace AzMigrate.PowerShell.Tests;

public sealed class PathTests : IDisposable
{
    private readonly Engine _engine = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("azmigrate-paths-").FullName;

    public PathTests()
    {
        foreach (var name in new[] { "a.csv", "b.csv", "[a].csv" })
            File.WriteAllText(Path.Combine(_folder, name), "");
        _engine.Invoke($"[void]$ExecutionContext.SessionState.Path.SetLocation('{_folder}')").MustSucceed();
    }

    public void Dispose()
    {
        _engine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Paths_are_relative_to_the_sessions_location_with_wildcards() =>
        Assert.Equal(["a.csv", "b.csv"], Names("Resolve-SamplePath ./?.csv"));

    [Fact]
    public void A_file_named_twice_comes_once() =>
        Assert.Equal(["b.csv", "a.csv"], Names("Resolve-SamplePath b.csv, ?.csv"));

    [Fact]
    public void A_literal_path_has_no_wildcards() =>
        Assert.Equal(["[a].csv"], Names("Resolve-SamplePath -LiteralPath '[a].csv'"));

    [Theory]
    [InlineData("Resolve-SamplePath none.csv, a.csv")]
    [InlineData("Resolve-SamplePath *.none, a.csv")]
    [InlineData("Resolve-SamplePath -LiteralPath none.csv, a.csv")]
    public void A_missing_file_is_an_error_and_the_others_are_found(string script)
    {
        var outcome = _engine.Invoke(script);
        Assert.StartsWith("Path.NotFound,", outcome.TheError.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Null(outcome.Terminating);
        Assert.EndsWith("a.csv", (string)Assert.Single(outcome.Values), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Resolve-SamplePath Env:PATH")]
    [InlineData("Resolve-SamplePath -LiteralPath Env:PATH")]
    [InlineData("Resolve-SamplePath NoSuchDrive:/x")]
    [InlineData("Resolve-SamplePath -Output Env:PATH")]
    [InlineData("Resolve-SamplePath -Output NoSuchDrive:/x")]
    public void What_is_not_of_the_file_system_is_refused(string script) =>
        Assert.StartsWith("Path.Invalid,", _engine.Invoke(script).TheError.FullyQualifiedErrorId,
            StringComparison.Ordinal);

    [Fact]
    public void An_output_path_need_not_exist() =>
        Assert.Equal([Path.Combine(_folder, "new [1].xlsx")],
            _engine.Invoke("Resolve-SamplePath -Output './new [1].xlsx'").MustSucceed().Values);

    private IEnumerable<string?> Names(string script) =>
        _engine.Invoke(script).MustSucceed().Values.Select(path =>
        {
            Assert.Equal(_folder, Path.GetDirectoryName((string)path));
            return Path.GetFileName((string)path);
        });
}
