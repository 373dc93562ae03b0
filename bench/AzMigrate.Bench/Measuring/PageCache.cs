using System.Diagnostics;

namespace AzMigrate.Bench.Measuring;

/// <summary>Gives each run that copies files the same start, whatever ran before it.</summary>
internal static class PageCache
{
    private const int BlockBytes = 4 << 20;

    /// <summary>Deletes what was written, waits until the disk is idle, and has the input in the page cache.</summary>
    /// <param name="input">What is read.</param>
    /// <param name="outputs">What is written, by whichever subject.</param>
    public static void Prepare(string input, params ReadOnlySpan<string> outputs)
    {
        foreach (var output in outputs)
            File.Delete(output);
        using (var sync = Process.Start("sync"))
            sync.WaitForExit();
        var buffer = new byte[BlockBytes];
        using var read = File.OpenHandle(input);
        for (long offset = 0; RandomAccess.Read(read, buffer, offset) is > 0 and var count;)
            offset += count;
    }
}
