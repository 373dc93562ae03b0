using System.Globalization;
using System.Net;
using AzMigrate.Discovery;
using AzMigrate.Discovery.VMware;
using AzMigrate.Projects;

namespace AzMigrate.Tests.Projects;

/// <summary>
/// The collection that is killed: of all machines of the project's one source, from a server on loopback.
/// </summary>
internal static class CollectionKillJob
{
    public static async Task RunAsync(string folder, string address, Action<string> tell)
    {
        using var project = MigrateProject.Open(folder);
        var source = project.Sources.Get().Single();
        var credential = new SourceCredential("reader", new NetworkCredential("", "secret").SecurePassword);
        await using var live = VMwareSource.Open(new VMwareConnection { Server = address }, credential);
        var run = new CollectionRun(source, live)
        {
            BackFill = TimeSpan.FromHours(3),
            OnProblem = problem => tell("problem " + problem.Message),
        };
        await run.RunAsync(new Told(tell));
        tell("collected");
    }

    private sealed class Told(Action<string> tell) : IProgress<MigrateProgress>
    {
        public void Report(MigrateProgress value) =>
            tell(string.Create(CultureInfo.InvariantCulture, $"stored {value.Done}"));
    }
}
