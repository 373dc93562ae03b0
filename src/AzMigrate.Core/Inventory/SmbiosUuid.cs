namespace AzMigrate.Inventory;

/// <summary>
/// What makes two texts one SMBIOS UUID. The first three fields are little-endian in the firmware's table; some tools
/// turn them round and some do not, so one server's UUID comes in two spellings. They are one key here.
/// </summary>
internal static class SmbiosUuid
{
    private const int Length = 36;

    // Written by makers of boards that were told to write something else, or nothing.
    private static readonly HashSet<string> Junk = new(new[]
    {
        "03000200-0400-0500-0006-000700080009",
        "12345678-1234-5678-90ab-cddeefaabbcc",
        "fefefefe-fefe-fefe-fefe-fefefefefefe",
        "4c4c4544-0000-2010-8020-80c04f202020",
        "4c4c4544-0020-2010-8020-a0c04f202020",
    }.Select(Folded), StringComparer.Ordinal);

    /// <summary>
    /// The key of a UUID in either order of bytes; null where it is missing, broken or known to say nothing.
    /// </summary>
    public static string? KeyOf(string? uuid) =>
        uuid?.Trim().ToLowerInvariant() is { Length: Length } text && Guid.TryParseExact(text, "D", out _)
            && !IsOneDigit(text) && Folded(text) is var key && !Junk.Contains(key) ? key : null;

    /// <summary>The first, in ordinal order, of a UUID's two spellings.</summary>
    private static string Folded(string uuid)
    {
        var turned = Pairs(uuid, 6, 4, 2, 0) + "-" + Pairs(uuid, 11, 9) + "-"
            + Pairs(uuid, 16, 14) + uuid.Substring(18);
        return string.CompareOrdinal(uuid, turned) <= 0 ? uuid : turned;
    }

    private static string Pairs(string uuid, params int[] at) =>
        string.Concat(at.Select(start => uuid.Substring(start, 2)));

    private static bool IsOneDigit(string uuid) => uuid.All(character => character == '-' || character == uuid[0]);
}
