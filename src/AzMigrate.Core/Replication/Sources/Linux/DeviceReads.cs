namespace AzMigrate.Replication.Sources.Linux;

/// <summary>Starts what blocks its thread until a server has sent bytes.</summary>
internal static class DeviceReads
{
    public static Task StartAsync(Action read, CancellationToken cancellation) =>
        Task.Factory.StartNew(read, cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
