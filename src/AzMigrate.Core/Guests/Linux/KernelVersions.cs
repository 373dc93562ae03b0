namespace AzMigrate.Guests.Linux;

/// <summary>Orders versions of kernels: numbers as numbers, the rest as letters.</summary>
internal sealed class KernelVersions : IComparer<string>
{
    public static readonly KernelVersions Order = new();

    public int Compare(string? left, string? right)
    {
        var (a, b) = (left ?? "", right ?? "");
        var (i, j) = (0, 0);
        while (i < a.Length && j < b.Length)
        {
            int order;
            if (char.IsDigit(a[i]) && char.IsDigit(b[j]))
            {
                var (first, second) = (Number(a, ref i), Number(b, ref j));
                order = first.Length != second.Length ? first.Length.CompareTo(second.Length)
                    : string.CompareOrdinal(first, second);
            }
            else
                order = a[i++].CompareTo(b[j++]);
            if (order != 0)
                return order;
        }
        return (a.Length - i).CompareTo(b.Length - j);
    }

    private static string Number(string text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsDigit(text[at]))
            at++;
        return text.Substring(start, at - start).TrimStart('0');
    }
}
