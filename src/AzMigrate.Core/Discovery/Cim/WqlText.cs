namespace AzMigrate.Discovery.Cim;

/// <summary>What of a query is needed beside the server.</summary>
internal static class WqlText
{
    /// <summary>The class that a query asks for; empty where it names none.</summary>
    public static string ClassOf(string wql)
    {
        var words = wql.Split([' ', '\t', '\r', '\n', ','], StringSplitOptions.RemoveEmptyEntries);
        var from = Array.FindIndex(words, word => word.Equals("FROM", StringComparison.OrdinalIgnoreCase));
        return from >= 0 && from + 1 < words.Length ? words[from + 1] : "";
    }
}
