namespace AzMigrate.Tests.Reporting;

/// <summary>Names that somebody may give a server to do harm, or just gave.</summary>
internal static class HostileNames
{
    public static IReadOnlyList<string> All { get; } =
    [
        "=cmd|' /C calc'!A0", "../../x", "'; drop table machines; --", "\U0001F600\U0001F680 emoji",
        new string('n', 10_000),
        "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "a\rb\nc", "bell\u0007null\u0000end", "_x0041_",
        "_x000d_ and _x00zz_",
        "<b>&amp;\"quoted\"</b>", " spaces ", "lone \uD83D surrogate", "not a character \uFFFF", "1234", "1e5", "TRUE",
        "2024-01-02", "semi;colon,comma", "Stra\u00DFe \u4E2D\u6587",
    ];
}
