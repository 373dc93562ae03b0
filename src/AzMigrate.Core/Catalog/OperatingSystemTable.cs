namespace AzMigrate.Catalog;

/// <summary>Which guest operating systems Azure runs, and until when their makers support them (rules R1, R2).</summary>
public sealed class OperatingSystemTable
{
    private static readonly Lazy<OperatingSystemTable> Book = new(() => new OperatingSystemTable(string.Empty));

    private OperatingSystemTable(string hash) => Hash = hash;

    /// <summary>The table that comes with this version.</summary>
    public static OperatingSystemTable Embedded => Book.Value;

    /// <summary>SHA-256 of the table's content, hexadecimal.</summary>
    public string Hash { get; }
}
