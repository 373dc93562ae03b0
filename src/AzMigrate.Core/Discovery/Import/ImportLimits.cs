namespace AzMigrate.Discovery.Import;

/// <summary>
/// What a file may cost. Each limit is at least twice what an estate of 35,000 machines needs; together they keep the
/// reader below 400 MB of memory whatever the file holds.
/// </summary>
internal static class ImportLimits
{
    public const int Machines = 75_000;
    public const int DisksAndAdapters = 400_000;

    /// <summary>Disks, or adapters, of one machine; vSphere's most is 256.</summary>
    public const int PartsPerMachine = 1_024;

    /// <summary>Texts that are kept: names, paths, addresses.</summary>
    public const long KeptCharacters = 32_000_000;

    /// <summary>A cell's text; Excel's own limit.</summary>
    public const int CellCharacters = 32_767;

    public const int Columns = 16_384;
    public const int Problems = 50_000;

    public const long CsvBytes = 1L << 30;

    public const int ZipDirectoryBytes = 4 << 20;
    public const long UncompressedBytes = 4L << 30;

    /// <summary>Real sheets compress 10 to 60 times; deflate's most is 1,032.</summary>
    public const int CompressionRatio = 150;

    /// <summary>The ratio counts only from here on: small parts of one repeated cell are no attack.</summary>
    public const long RatioCountsFromBytes = 32L << 20;

    public const long Cells = 60_000_000;
    public const int SharedStrings = 4_000_000;
    public const long SharedStringBytes = 96L << 20;

    /// <summary>Longest run of characters without '&lt;': a cell's text with every character escaped.</summary>
    public const int XmlTokenCharacters = 512 * 1024;

    /// <summary>Nested elements; a worksheet has about eight.</summary>
    public const int XmlDepth = 32;

    public const int Worksheets = 1_000;
}
