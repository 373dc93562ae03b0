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

    /// <summary>Reads what <see cref="Encode"/> wrote, to add to it.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged, or of a newer version.</exception>
    public static DaySeries Decode(byte[] bytes)
    {
        var input = Open(bytes, out var units, out var grids);
        var series = new DaySeries();
        for (var left = grids; left > 0; left--)
        {
            var grid = ReadGrid(ref input, units);
            var slots = series.Grid(grid.IntervalSeconds, grid.Kind).Values;
            grid.Values.CopyTo(slots, grid.FirstSlot);
        }

        return input.AtEnd ? series : throw TooLong();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote, as blocks that do not overlap.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged, or of a newer version.</exception>
    public static IReadOnlyList<MetricBlock> DecodeBlocks(byte[] bytes, DateTimeOffset day)
    {
        var input = Open(bytes, out var units, out var grids);
        if (grids != 1)
            return Decode(bytes).ToBlocks(day);
        var grid = ReadGrid(ref input, units);
        if (!input.AtEnd)
            throw TooLong();
        return
        [
            new MetricBlock
            {
                Start = day.AddTicks(grid.FirstSlot * grid.IntervalSeconds * TimeSpan.TicksPerSecond),
                Interval = TimeSpan.FromTicks(grid.IntervalSeconds * TimeSpan.TicksPerSecond),
                Kind = grid.Kind,
                Values = grid.Values,
            },
        ];
    }

    private static BlockReader Open(byte[] bytes, out ulong units, out ulong grids)
    {
        var input = new BlockReader(bytes);
        var version = input.Byte();
        if (version != Version)
            throw new InvalidDataException(FormattableString.Invariant(
                $"The block is of version {version}; this build reads version {Version}."));
        units = input.Unsigned();
        grids = input.Unsigned();
        return input;
    }

    private static InvalidDataException TooLong() => new("The block goes on after its last point.");

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

    private static (int IntervalSeconds, PointKind Kind, int FirstSlot, double[] Values) ReadGrid(
        ref BlockReader input, ulong units)
    {
        var flags = (GridFlags)input.Byte();
        var interval = input.Unsigned();
        if (interval is 0 or > DayGrid.SecondsPerDay || DayGrid.SecondsPerDay % (int)interval != 0 || units == 0)
            throw new InvalidDataException("The block's interval or scale is none.");
        var slots = (ulong)(DayGrid.SecondsPerDay / (int)interval);
        var first = input.Unsigned();
        var count = input.Unsigned();
        if (first > slots || count > slots - first)
            throw new InvalidDataException("The block has more points than a day.");
        var complete = (flags & GridFlags.Complete) != 0;
        var bitmap = complete ? -1 : input.Skip(((int)count + 7) / 8);
        var values = new double[count];
        if ((flags & GridFlags.Raw) != 0)
            ReadRaw(ref input, values, bitmap);
        else
            ReadUnits(ref input, values, bitmap, units);
        var kind = (flags & GridFlags.Average) != 0 ? PointKind.Average : PointKind.Peak;
        return ((int)interval, kind, (int)first, values);
    }

    private static void ReadUnits(ref BlockReader input, double[] values, int bitmap, double unitsPerOne)
    {
        long units = 0;
        for (var i = 0; i < values.Length; i++)
        {
            if (bitmap >= 0 && !input.Bit(bitmap, i))
            {
                values[i] = double.NaN;
                continue;
            }

            units = unchecked(units + input.Signed());
            values[i] = units / unitsPerOne;
        }
    }

    private static void ReadRaw(ref BlockReader input, double[] values, int bitmap)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = bitmap >= 0 && !input.Bit(bitmap, i)
                ? double.NaN : BitConverter.Int64BitsToDouble((long)input.Fixed(8));
        }
    }
}
