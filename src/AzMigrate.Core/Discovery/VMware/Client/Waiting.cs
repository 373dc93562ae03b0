namespace AzMigrate.Discovery.VMware.Client;

/// <summary>Waits that can be left while what is waited for goes on.</summary>
internal static class Waiting
{
    /// <summary>Waits until the task has ended, however it did.</summary>
    /// <exception cref="OperationCanceledException">The wait was left.</exception>
    public static async Task ForAsync(Task task, CancellationToken cancellation)
    {
        using var left = new CancellationTokenSource();
        using var registration = cancellation.Register(left.Cancel);
        await Task.WhenAny(task, Task.Delay(Timeout.Infinite, left.Token)).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        left.Cancel();
    }
}
