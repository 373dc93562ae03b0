using System.Globalization;
using System.Net;
using AzMigrate.Discovery;
using AzMigrate.Discovery.VMware;
using AzMigrate.Projects;

namespace AzMigrate.Tests.Projects;

/// <summary>The discovery that is killed: of the project's one source, from a server on loopback.</summary>
internal static class DiscoveryKillJob
{
    public static async Task RunAsync(string folder, string address, Action<string> tell)
    {
        using var project = MigrateProject.Open(folder);
        var credential = new SourceCredential(
            "reader@vsphere.local", new NetworkCredential("", "c4nary-Pa55w0rd").SecurePassword);
        await using var live = VMwareSource.Open(new VMwareConnection { Server = address }, credential);
        await new DiscoveryRun(project.Sources.Get().Single(), live).RunAsync(new Told(tell));
        tell("discovered");
    }

    private sealed class Told(Action<string> tell) : IProgress<MigrateProgress>
    {
        public void Report(MigrateProgress value) =>
            tell(string.Create(CultureInfo.InvariantCulture, $"read {value.Done}"));
    }
}
