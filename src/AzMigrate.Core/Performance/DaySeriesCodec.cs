namespace AzMigrate.Performance;

/// <summary>
/// The compact form of a day of one series. Layout: version; units that make one (the scale); number of grids; of each
/// grid its flags, interval in seconds, first slot, number of slots, presence bitmap (absent when every slot holds a
/// point), points; CRC-32 over all. A point is its quantised difference to the point before, zigzag, as a varint.
/// Differences wrap in 64 bits, so that no pair of values overflows; a grid with a value of 2^53 units or more, which
/// the scale can't hold exactly, stores its points as 64-bit floating point instead.
/// </summary>
internal static class DaySeriesCodec
{
    private const byte Version = 1;
    private const double LargestUnits = 1L << 53;

    [Flags]
    private enum GridFlags : byte
    {
        None = 0,
        Average = 1,
        Complete = 2,
        Raw = 4,
    }

    /// <summary>Units that make one of the counter: hundredths of a percent or operation, kB of a MB/s.</summary>
    public static int UnitsPerOne(PerformanceCounter counter) => counter switch
    {
        PerformanceCounter.DiskReadMBps or PerformanceCounter.DiskWriteMBps
            or PerformanceCounter.NetworkInMBps or PerformanceCounter.NetworkOutMBps => 1000,
        _ => 100,
    };

    public static byte[] Encode(DaySeries series, int unitsPerOne)
    {
        var output = new BlockWriter();
        output.Byte(Version);
        output.Unsigned((ulong)unitsPerOne);
        output.Unsigned((ulong)series.Grids.Count);
        foreach (var grid in series.Grids)
            Write(output, grid, unitsPerOne);
        return output.Seal();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged, or of a newer version.</exception>
    public static DaySeries Decode(byte[] bytes)
    {
        var input = new BlockReader(bytes);
        var version = input.Byte();
        if (version != Version)
            throw new InvalidDataException(FormattableString.Invariant(
                $"The block is of version {version}; this build reads version {Version}."));
        var units = input.Unsigned();
        var series = new DaySeries();
        for (var left = input.Unsigned(); left > 0; left--)
            Read(ref input, series, units);
        if (!input.AtEnd)
            throw new InvalidDataException("The block goes on after its last point.");
        return series;
    }

    private static void Write(BlockWriter output, DayGrid grid, int unitsPerOne)
    {
        var (first, end) = grid.Extent();
        var complete = true;
        var raw = false;
        for (var slot = first; slot < end; slot++)
        {
            var value = grid.Values[slot];
            complete &= !double.IsNaN(value);
            raw |= Math.Abs(value) * unitsPerOne >= LargestUnits;
        }

        output.Byte((byte)((grid.Kind == PointKind.Average ? GridFlags.Average : 0)
            | (complete ? GridFlags.Complete : 0) | (raw ? GridFlags.Raw : 0)));
        output.Unsigned((ulong)grid.IntervalSeconds);
        output.Unsigned((ulong)first);
        output.Unsigned((ulong)(end - first));
        if (!complete)
            WritePresence(output, grid, first, end);
        long before = 0;
        for (var slot = first; slot < end; slot++)
        {
            var value = grid.Values[slot];
            if (double.IsNaN(value))
                continue;
            if (raw)
            {
                output.Fixed((ulong)BitConverter.DoubleToInt64Bits(value), 8);
                continue;
            }

            var units = (long)Math.Round(value * unitsPerOne, MidpointRounding.AwayFromZero);
            output.Signed(unchecked(units - before));
            before = units;
        }
    }

    private static void WritePresence(BlockWriter output, DayGrid grid, int first, int end)
    {
        var bitmap = output.Skip((end - first + 7) / 8);
        for (var slot = first; slot < end; slot++)
        {
            if (!double.IsNaN(grid.Values[slot]))
                output.SetBit(bitmap, slot - first);
        }
    }

    private static void Read(ref BlockReader input, DaySeries series, ulong units)
    {
        var flags = (GridFlags)input.Byte();
        var interval = input.Unsigned();
        if (interval is 0 or > DayGrid.SecondsPerDay || DayGrid.SecondsPerDay % (int)interval != 0 || units == 0)
            throw new InvalidDataException("The block's interval or scale is none.");
        var values = series.Grid(
            (int)interval, (flags & GridFlags.Average) != 0 ? PointKind.Average : PointKind.Peak).Values;
        var first = input.Unsigned();
        var count = input.Unsigned();
        if (first > (ulong)values.Length || count > (ulong)values.Length - first)
            throw new InvalidDataException("The block has more points than a day.");
        var complete = (flags & GridFlags.Complete) != 0;
        var bitmap = complete ? 0 : input.Skip(((int)count + 7) / 8);
        var raw = (flags & GridFlags.Raw) != 0;
        double divisor = units;
        long before = 0;
        for (var i = 0; i < (int)count; i++)
        {
            if (!complete && !input.Bit(bitmap, i))
                continue;
            if (raw)
            {
                values[(int)first + i] = BitConverter.Int64BitsToDouble((long)input.Fixed(8));
                continue;
            }

            before = unchecked(before + input.Signed());
            values[(int)first + i] = before / divisor;
        }
    }
}
