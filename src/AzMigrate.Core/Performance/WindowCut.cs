namespace AzMigrate.Performance;

/// <summary>Cuts blocks to a window: a point is inside when its interval starts inside.</summary>
internal static class WindowCut
{
    /// <summary>The block's part inside the window; null when no point is.</summary>
    public static MetricBlock? Cut(MetricBlock block, TimeWindow window)
    {
        var step = block.Interval.Ticks;
        var first = Slots(window.Start.UtcTicks - block.Start.UtcTicks, step, block.Values.Length);
        var end = Slots(window.End.UtcTicks - block.Start.UtcTicks, step, block.Values.Length);
        if (first >= end)
            return null;
        if (first == 0 && end == block.Values.Length)
            return block;
        return block with
        {
            Start = block.Start.AddTicks(first * step),
            Values = block.Values.AsSpan(first, end - first).ToArray(),
        };
    }

    // How many of the block's points start before a distance from its start.
    private static int Slots(long distance, long step, int most) =>
        distance <= 0 ? 0 : (int)Math.Min(most, ((distance - 1) / step) + 1);
}
