namespace AzMigrate.Discovery.Import.Xlsx;

/// <summary>Cell references such as <c>AB12</c>.</summary>
internal static class CellReference
{
    /// <summary>Column from 0; -1 when the text is no reference within Excel's 16,384 columns.</summary>
    public static int Column(char[] text, int length)
    {
        var column = 0;
        var at = 0;
        for (; at < length && (char)(text[at] | 0x20) is >= 'a' and <= 'z'; at++)
        {
            column = (column * 26) + (text[at] | 0x20) - 'a' + 1;
            if (column > ImportLimits.Columns)
                return -1;
        }
        return at == 0 ? -1 : column - 1;
    }
}
