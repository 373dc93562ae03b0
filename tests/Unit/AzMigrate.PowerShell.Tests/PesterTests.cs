using System.Collections.Concurrent;
using System.Management.Automation;

namespace AzMigrate.PowerShell.Tests;

/// <summary>Each <c>It</c> of tests/Pester is a test case here.</summary>
public class PesterTests
{
    // A file runs once, whatever the number of its cases.
    private static readonly ConcurrentDictionary<string, Lazy<IReadOnlyList<PesterResult>>> Runs = new();

    public static TheoryData<string, int, string> Cases()
    {
        var cases = new TheoryData<string, int, string>();
        foreach (var path in Directory.GetFiles(PesterFile.Folder, "*.Tests.ps1", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal))
        {
            var file = Path.GetRelativePath(PesterFile.Folder, path);
            try
            {
                foreach (var test in PesterFile.Find(path)) cases.Add(file, test.Index, test.Name);
            }
            catch (RuntimeException fault)
            {
                cases.Add(file, -1, $"cannot be read: {fault.Message}");
            }
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Pester(string file, int index, string name)
    {
        Assert.True(index >= 0, name);
        var run = Runs.GetOrAdd(file, key => new(() => PesterFile.Run(Path.Combine(PesterFile.Folder, key))));
        var test = run.Value[index];
        Assert.Equal(name, test.Name);
        // A skipped test proves nothing, so it counts as a failure here.
        Assert.True(test.Result == "Passed", $"{test.Result}: {test.Error}");
    }
}
