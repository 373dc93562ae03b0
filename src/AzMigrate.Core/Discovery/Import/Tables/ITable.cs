namespace AzMigrate.Discovery.Import.Tables;

/// <summary>A sheet or a CSV, read once from top to bottom.</summary>
internal interface ITable : IDisposable
{
    /// <summary>The worksheet's name; null for a CSV.</summary>
    string? Sheet { get; }

    /// <summary>How a number with a single separator is read where nothing else decides.</summary>
    NumberStyle Numbers { get; }

    /// <summary>The texts of the first row that is not blank; null when there is none.</summary>
    IReadOnlyList<string?>? ReadHeadings();

    /// <summary>Moves to the next row that has a value in a mapped column.</summary>
    bool ReadRow(FieldMap map, TableRow row);
}
