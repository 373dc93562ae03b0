using AzMigrate.Discovery.Import.Tables;

namespace AzMigrate.Discovery.Import.RVTools;

/// <summary>Sizes and places of storage as RVTools writes them.</summary>
internal static class DiskSize
{
    private const double MiB = 1 << 20;

    /// <summary>8 PiB: far above any disk, and exact in a double.</summary>
    private const double MaxMiB = 1L << 33;

    /// <summary>MiB of a field in bytes; null when blank or, with a warning, unusable.</summary>
    public static long? Bytes(FieldReader row, int field) =>
        row.Number(field, 0, MaxMiB, whole: true) is double mib ? (long)Math.Round(mib * MiB) : null;

    /// <summary>The datastore in <c>[datastore] folder/file.vmdk</c>; null when there is none.</summary>
    public static string? Datastore(string? path)
    {
        if (path is null || path[0] != '[')
            return null;
        var end = path.IndexOf(']');
        return end > 1 ? path.Substring(1, end - 1) : null;
    }
}
