namespace AzMigrate.Discovery.Linux.Machines;

/// <summary>Kernel names as people sort them: <c>sdb</c> before <c>sdaa</c>, <c>eth2</c> before <c>eth10</c>.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    public static NaturalOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
            return string.CompareOrdinal(x, y);
        int i = 0, j = 0;
        while (i < x.Length && j < y.Length)
        {
            var (a, b) = (Run(x, i), Run(y, j));
            var digits = char.IsDigit(a[0]) && char.IsDigit(b[0]);
            // Longer numbers are higher, and so are longer letters behind the same kind of disk.
            var order = digits || Prefix(a) == Prefix(b) ? a.Length.CompareTo(b.Length) : 0;
            if (order == 0)
                order = string.CompareOrdinal(a, b);
            if (order != 0)
                return order;
            (i, j) = (i + a.Length, j + b.Length);
        }

        return (x.Length - i).CompareTo(y.Length - j);
    }

    private static string Prefix(string run) => run.Length <= 2 ? run : run.Substring(0, 2);

    private static string Run(string text, int start)
    {
        var end = start + 1;
        while (end < text.Length && char.IsDigit(text[end]) == char.IsDigit(text[start]))
            end++;
        return text.Substring(start, end - start);
    }
}
