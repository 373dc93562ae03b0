using System.Collections;
using System.Globalization;

namespace AzMigrate.Cmdlets;

/// <summary>Reads a table of tags as users write it: @{ App = 'CRM' }.</summary>
internal static class TagTable
{
    /// <summary>The tags with a value.</summary>
    public static IReadOnlyDictionary<string, string> Read(IDictionary? table)
    {
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (table is not null)
        {
            foreach (var entry in table.Cast<DictionaryEntry>().Where(entry => entry.Value is not null))
                tags[Text(entry.Key)] = Text(entry.Value);
        }

        return tags;
    }

    /// <summary>The keys whose value is null: a change takes these tags away.</summary>
    public static IReadOnlyCollection<string> ReadRemovals(IDictionary? table) => table is null
        ? []
        : table.Cast<DictionaryEntry>().Where(entry => entry.Value is null).Select(entry => Text(entry.Key)).ToList();

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
