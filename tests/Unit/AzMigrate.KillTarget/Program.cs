using AzMigrate.Tests.Projects;

Console.WriteLine("ready");
KillJob.Run(args[0], Console.WriteLine);
