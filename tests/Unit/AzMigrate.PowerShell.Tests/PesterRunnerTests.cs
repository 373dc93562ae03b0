using System.Management.Automation;

namespace AzMigrate.PowerShell.Tests;

/// <summary>The runner itself: its sample says in each name which outcome real Pester 5 gives.</summary>
public class PesterRunnerTests
{
    private static readonly Lazy<IReadOnlyList<PesterResult>> Outcomes =
        new(() => PesterFile.Run(Sample("Outcomes")));

    public static TheoryData<int, string> Cases()
    {
        var cases = new TheoryData<int, string>();
        foreach (var test in PesterFile.Find(Sample("Outcomes"))) cases.Add(test.Index, test.Name);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_test_has_the_outcome_that_its_name_says(int index, string name)
    {
        var test = Outcomes.Value[index];
        Assert.Equal(name, test.Name);
        var expected = name[..name.IndexOf(": ", StringComparison.Ordinal)].Split('.')[^1] switch
        {
            "passes" => "Passed",
            "fails" => "Failed",
            "skips" => "Skipped",
            var other => throw new InvalidOperationException($"The sample names the outcome '{other}'."),
        };
        Assert.True(test.Result == expected, $"{test.Result}: {test.Error}");
        Assert.True(expected != "Failed" || !string.IsNullOrEmpty(test.Error), "A failure says nothing.");
    }

    [Theory]
    [InlineData("assertions that do not hold.fails: Be", "Expected 2, but got 1.")]
    [InlineData("assertions that do not hold.fails: Because", "Expected 2, but got 1, because the sky is blue.")]
    [InlineData("assertions that do not hold.fails: HaveCount", "Expected a count of 3, but got 2: @(1, 2).")]
    [InlineData("assertions that do not hold.fails: after the first of two assertions", "Expected 2, but got 1.")]
    [InlineData("Throw.fails: another message", "Expected an exception, but its message is not like 'y': x.")]
    [InlineData("set-up that breaks.BeforeAll.fails: with its block", "BeforeAll failed: no ground to stand on")]
    public void A_failure_says_what_was_expected_and_where(string name, string message)
    {
        var error = Assert.Single(Outcomes.Value, test => test.Name == name).Error!;
        Assert.StartsWith(message + "\n", error, StringComparison.Ordinal);
        Assert.Contains("Outcomes.Sample.ps1: line ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("Should.ps1", error, StringComparison.Ordinal);
    }

    [Fact]
    public void ForEach_gives_one_named_test_for_each_case()
    {
        string[] expected =
        [
            "ForEach.passes: case a is 1", "ForEach.passes: case b is 2", "ForEach.passes: item x",
            "ForEach.passes: item y",
            "ForEach.passes: property 4", "ForEach.passes: the length of abc is 3", "ForEach.fails: one case of two, 3",
            "ForEach.block a.passes: a inside, with 10", "ForEach.block b.passes: b inside, with 10",
        ];
        Assert.Equal(expected, Outcomes.Value.Select(test => test.Name)
            .Where(name => name.StartsWith("ForEach.", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Slow", new[] { "passes: by the tag of its block", "passes: by its own tag" })]
    [InlineData("Own", new[] { "passes: by its own tag" })]
    public void Tags_choose_what_runs(string tag, string[] expected)
    {
        var ran = PesterFile.Run(Sample("Outcomes"), $"-Tag {tag}").Where(test => test.Result != "Excluded");
        Assert.Equal(expected.Select(name => "tags." + name), ran.Select(test => test.Name));
    }

    [Fact]
    public void ExcludeTag_leaves_out()
    {
        var left = PesterFile.Run(Sample("Outcomes"), "-ExcludeTag Own").Where(test => test.Result == "Excluded");
        Assert.Equal("tags.passes: by its own tag", Assert.Single(left).Name);
    }

    [Fact]
    public void A_file_that_breaks_is_not_a_file_without_tests()
    {
        var fault = Assert.ThrowsAny<RuntimeException>(() => PesterFile.Find(Sample("BrokenDiscovery")));
        Assert.Contains("the file is broken", fault.Message, StringComparison.Ordinal);
    }

    private static string Sample(string name) =>
        Path.Combine(PesterFile.Folder, "Runner", "Samples", name + ".Sample.ps1");
}
