using System.Buffers;

namespace AzMigrate.Performance;

/// <summary>
/// The percentile of a series by nearest rank (rule U1): the smallest value that at least so many percent of the
/// time covered do not exceed. A point weighs as much as its interval is long.
/// </summary>
internal static class Percentile
{
    /// <summary>The percentile of all points of the blocks; gaps do not count.</summary>
    /// <param name="blocks">Blocks of one series.</param>
    /// <param name="percent">1 to 100.</param>
    /// <returns>Null when there is no point.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="percent"/> is not 1 to 100.</exception>
    public static double? Of(IReadOnlyList<MetricBlock> blocks, int percent)
    {
        if (blocks is null)
            throw new ArgumentNullException(nameof(blocks));
        if (percent is < 1 or > 100)
            throw new ArgumentOutOfRangeException(nameof(percent), percent, "A percentile is 1 to 100.");
        var capacity = blocks.Sum(block => block.Values.Length);
        var values = ArrayPool<double>.Shared.Rent(capacity);
        try
        {
            var count = 0;
            foreach (var block in blocks)
                count = CopyPoints(block.Values, values, count);
            if (count == 0)
                return null;
            return blocks.All(block => block.Interval == blocks[0].Interval)
                ? Select(values, count, RankOf(count, percent))
                : Weighted(blocks, values, count, percent);
        }
        finally
        {
            ArrayPool<double>.Shared.Return(values);
        }
    }

    // ceil(p / 100 × n) − 1, in whole numbers.
    private static int RankOf(int count, int percent) => (int)((((long)count * percent) + 99) / 100) - 1;

    private static int CopyPoints(double[] from, double[] to, int count)
    {
        foreach (var value in from)
        {
            if (!double.IsNaN(value))
                to[count++] = value;
        }

        return count;
    }

    private static double Weighted(IReadOnlyList<MetricBlock> blocks, double[] values, int count, int percent)
    {
        var weights = new long[count];
        var at = 0;
        foreach (var block in blocks)
        {
            foreach (var value in block.Values)
            {
                if (!double.IsNaN(value))
                    weights[at++] = block.Interval.Ticks;
            }
        }

        Array.Sort(values, weights, 0, count);
        var total = 0m;
        foreach (var weight in weights)
            total += weight;
        var covered = 0m;
        for (var rank = 0; rank < count; rank++)
        {
            covered += weights[rank];
            if (covered * 100 >= total * percent)
                return values[rank];
        }

        return values[count - 1];
    }

    // Hoare's selection with the median of three: no full sort for one rank.
    private static double Select(double[] values, int count, int rank)
    {
        var low = 0;
        var high = count - 1;
        while (high - low > 16)
        {
            var pivot = MedianOfThree(values[low], values[low + ((high - low) / 2)], values[high]);
            var left = low - 1;
            var right = high + 1;
            while (true)
            {
                do
                {
                    left++;
                }
                while (values[left] < pivot);
                do
                {
                    right--;
                }
                while (values[right] > pivot);
                if (left >= right)
                    break;
                (values[left], values[right]) = (values[right], values[left]);
            }

            if (rank <= right)
                high = right;
            else
                low = right + 1;
        }

        Array.Sort(values, low, high - low + 1);
        return values[rank];
    }

    private static double MedianOfThree(double a, double b, double c) =>
        Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
