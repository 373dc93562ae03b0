namespace AzMigrate.Reporting.Excel;

/// <summary>The workbook's colours, as RRGGBB: those of Azure's portal.</summary>
internal static class Palette
{
    public const string Azure = "0078D4";
    public const string DarkBlue = "004578";
    public const string PaleBlue = "DEECF9";
    public const string Mist = "F3F9FD";
    public const string Teal = "00B7C3";
    public const string Violet = "8764B8";
    public const string Green = "107C10";
    public const string Amber = "FFB900";
    public const string Grey = "A19F9D";
    public const string Red = "D13438";
    public const string Ink = "323130";
    public const string Muted = "605E5C";
    public const string Line = "C8C6C4";
    public const string White = "FFFFFF";
}
