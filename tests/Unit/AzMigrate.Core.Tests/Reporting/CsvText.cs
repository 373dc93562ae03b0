using System.Text;

namespace AzMigrate.Tests.Reporting;

/// <summary>A plain reader of RFC 4180, for what the exports and LibreOffice write.</summary>
internal static class CsvText
{
    public static IReadOnlyList<string[]> Read(string text)
    {
        var rows = new List<string[]>();
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (quoted && character == '"' && i + 1 < text.Length && text[i + 1] == '"')
                field.Append(text[++i]);
            else if (character == '"')
                quoted = !quoted;
            else if (!quoted && character is ',' or '\n')
            {
                fields.Add(field.ToString());
                field.Clear();
                if (character == '\n')
                {
                    rows.Add([.. fields]);
                    fields.Clear();
                }
            }
            else if (quoted || character != '\r')
                field.Append(character);
        }
        Assert.False(quoted);
        Assert.Empty(fields);
        return rows;
    }
}
