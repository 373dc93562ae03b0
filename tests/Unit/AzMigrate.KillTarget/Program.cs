using System.Globalization;
using AzMigrate.Tests.Projects;
using AzMigrate.Tests.Replication.Engine;

// discover FOLDER ADDRESS discovers machines, collect FOLDER ADDRESS collects their performance, replicate FOLDER SEED
// replicates, tests and moves a machine; FOLDER alone saves and assesses.
Console.WriteLine("ready");
switch (args)
{
    case ["discover", var folder, var address]:
        await DiscoveryKillJob.RunAsync(folder, address, Console.WriteLine);
        break;
    case ["collect", var folder, var address]:
        await CollectionKillJob.RunAsync(folder, address, Console.WriteLine);
        break;
    case ["replicate", var folder, var seed]:
        await ReplicationKillJob.RunAsync(folder, int.Parse(seed, CultureInfo.InvariantCulture), Console.WriteLine);
        break;
    default:
        KillJob.Run(args[0], Console.WriteLine);
        break;
}
