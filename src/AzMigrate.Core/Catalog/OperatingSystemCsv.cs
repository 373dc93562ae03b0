using System.Globalization;
using System.Text;

namespace AzMigrate.Catalog;

/// <summary>The rows of <c>operating-systems.csv</c>.</summary>
internal static class OperatingSystemCsv
{
    private static readonly string[] Heading =
    [
        "family", "names", "from", "to", "known", "result", "code", "remedy", "support_ends", "nvme_ready", "kind",
        "uefi", "subscription", "source", "date",
    ];

    /// <summary>Each row with the names it brings; the further rows of a family bring none.</summary>
    public static IEnumerable<(OperatingSystemRow Row, string[] Names)> Read(string csv)
    {
        var lines = csv.Split('\n');
        if (!Cells(lines[0]).SequenceEqual(Heading, StringComparer.Ordinal))
            throw new FormatException("The table of operating systems has another heading.");
        for (var line = 1; line < lines.Length; line++)
        {
            if (lines[line].Length == 0)
                continue;
            var cells = Cells(lines[line]);
            if (cells.Count != Heading.Length)
                throw new FormatException(FormattableString.Invariant(
                    $"Row {line + 1} of the table of operating systems has {cells.Count} cells."));
            yield return (RowOf(cells), cells[1].Length == 0 ? [] : cells[1].Split('|'));
        }
    }

    private static OperatingSystemRow RowOf(List<string> cells) => new()
    {
        Family = cells[0],
        From = OperatingSystemNames.Parse(cells[2]),
        To = OperatingSystemNames.Parse(cells[3]),
        Known = cells[4] switch
        {
            "" => VersionPrecision.None,
            "major" => VersionPrecision.Major,
            "minor" => VersionPrecision.Minor,
            _ => throw Unknown(cells[4]),
        },
        Support = cells[5] switch
        {
            "Supported" => OperatingSystemSupport.Supported,
            "Conditional" => OperatingSystemSupport.Conditional,
            "Unknown" => OperatingSystemSupport.Unknown,
            _ => throw Unknown(cells[5]),
        },
        Code = cells[6].Length == 0 ? null : cells[6],
        Remedy = cells[7].Length == 0 ? null : cells[7],
        SupportEnds = cells[8].Length == 0 ? null : DateTime.ParseExact(
            cells[8], "yyyy-MM-dd", CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal),
        NvmeReady = Flag(cells[9]),
        Kind = cells[10] switch
        {
            "linux" => OperatingSystemKind.Linux,
            "windows-server" => OperatingSystemKind.WindowsServer,
            "windows-client" => OperatingSystemKind.WindowsClient,
            "other" => OperatingSystemKind.Other,
            _ => throw Unknown(cells[10]),
        },
        UefiSupported = Flag(cells[11]),
        HasSubscription = Flag(cells[12]),
    };

    private static bool Flag(string cell) => cell == "true" || (cell == "false" ? false : throw Unknown(cell));

    private static FormatException Unknown(string cell) =>
        new($"'{cell}' means nothing in the table of operating systems.");

    private static List<string> Cells(string line)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        foreach (var character in line)
        {
            if (character == '"')
            {
                quoted = !quoted;
            }
            else if (character == ',' && !quoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(character);
            }
        }

        cells.Add(cell.ToString());
        return cells;
    }
}
