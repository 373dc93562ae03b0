using System.Globalization;

namespace AzMigrate.Tests.Catalog;

/// <summary>The facts of data/catalog, read as plainly as can be: not by the code that packs them.</summary>
internal static class Facts
{
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "catalog");

    public static List<Dictionary<string, string>> Rows(string file)
    {
        var lines = File.ReadAllLines(Path.Combine(Folder, file + ".csv"));
        var headings = lines[0].Split(',');
        return lines.Skip(1)
            .Select(line => headings.Zip(line.Split(','), (h, v) => (h, v)).ToDictionary(f => f.h, f => f.v))
            .ToList();
    }

    public static decimal Usd(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
