using AzMigrate.Tests.Projects;

// discover FOLDER ADDRESS discovers machines, collect FOLDER ADDRESS collects their performance; FOLDER alone saves and
// assesses.
Console.WriteLine("ready");
switch (args)
{
    case ["discover", var folder, var address]:
        await DiscoveryKillJob.RunAsync(folder, address, Console.WriteLine);
        break;
    case ["collect", var folder, var address]:
        await CollectionKillJob.RunAsync(folder, address, Console.WriteLine);
        break;
    default:
        KillJob.Run(args[0], Console.WriteLine);
        break;
}
