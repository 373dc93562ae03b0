using AzMigrate.Tests.Projects;

// discover FOLDER ADDRESS discovers machines; FOLDER alone saves and assesses.
Console.WriteLine("ready");
if (args is ["discover", var folder, var address])
    await DiscoveryKillJob.RunAsync(folder, address, Console.WriteLine);
else
    KillJob.Run(args[0], Console.WriteLine);
