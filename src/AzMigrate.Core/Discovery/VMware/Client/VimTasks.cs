namespace AzMigrate.Discovery.VMware.Client;

/// <summary>A long operation of the server's.</summary>
/// <param name="Kind">What it does, such as <c>VirtualMachine.createSnapshot</c>.</param>
/// <param name="State"><c>queued</c>, <c>running</c>, <c>success</c> or <c>error</c>.</param>
/// <param name="FaultType">Why it failed, such as <c>TaskInProgress</c>; empty where it did not.</param>
/// <param name="FaultText">The server's words of that.</param>
internal sealed record VimTask(string Kind, string State, string FaultType, string FaultText)
{
    public bool IsOver => State is "success" or "error";

    public bool HasFailed => State == "error";

    /// <summary>Reads a task's <c>info</c>.</summary>
    public static VimTask Of(VimValue info)
    {
        var fault = info["error"];
        var what = fault?["fault"];
        return new VimTask(
            info.TextOf("descriptionId") ?? "", info.TextOf("state") ?? "", what?.Type
                ?? (fault is null ? "" : "a fault"),
            fault?.TextOf("localizedMessage") ?? "");
    }
}

/// <summary>
/// Waits for operations. They go on when the session or the connection ends, so they are asked, not followed.
/// </summary>
internal sealed class VimTasks(IVimClient client)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Waits until a task is over; null when the server has forgotten it: then the caller looks.</summary>
    public async Task<VimTask?> WaitAsync(MoRef task, CancellationToken cancellation)
    {
        for (var pause = FirstPause; ; pause = Longer(pause))
        {
            var now = await ReadAsync([task], cancellation).ConfigureAwait(false);
            if (now.Count == 0 || now[0].IsOver)
                return now.Count == 0 ? null : now[0];
            await Task.Delay(pause, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Waits while any of these tasks runs; gives one that still does when the patience is over, else null.
    /// </summary>
    public async Task<VimTask?> SettleAsync(IReadOnlyList<MoRef> tasks, TimeSpan patience,
        CancellationToken cancellation)
    {
        for (var pause = FirstPause; tasks.Count > 0; pause = Longer(pause))
        {
            var now = await ReadAsync(tasks, cancellation).ConfigureAwait(false);
            if (now.Find(task => !task.IsOver) is not { } running)
                return null;
            if (patience <= TimeSpan.Zero)
                return running;
            await Task.Delay(pause, cancellation).ConfigureAwait(false);
            patience -= pause;
        }
        return null;
    }

    /// <summary>A pause that is longer than the one before, up to some seconds.</summary>
    public static TimeSpan Longer(TimeSpan pause) =>
        TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, pause.Ticks * 3 / 2));

    private async Task<List<VimTask>> ReadAsync(IReadOnlyList<MoRef> tasks, CancellationToken cancellation)
    {
        var found = new List<VimTask>();
        var objects = client.RetrieveObjectsAsync(tasks, [new VimPropertySet("Task", ["info"])], cancellation);
        await foreach (var task in objects.ConfigureAwait(false))
        {
            // Another user's task may not be this one's to see.
            if (task["info"] is { } info)
                found.Add(VimTask.Of(info));
        }
        return found;
    }
}
