using AzMigrate.Guests.Bytes;

namespace AzMigrate.Guests.Registry;

/// <summary>
/// The transaction logs beside a hive. Windows ignores them when the hive is clean, and they are seldom empty.
/// </summary>
internal static class RegistryLogs
{
    private const int SectorBytes = 512;
    private const int MaxEntries = 100_000;

    /// <summary>
    /// True when a log has entries that are later than the hive: then the two are not of one time, and nothing is
    /// changed.
    /// </summary>
    public static bool IsLater(GuestBytes log, uint sequence)
    {
        long at = SectorBytes;
        for (var i = 0; i < MaxEntries; i++)
        {
            if (log.BlockWithin(at, 40) is not Block entry || !entry.Has(0, "HvLE"u8))
                return false;
            // The numbers go round: later is what is less than half of the circle ahead.
            if ((int)(entry.U32(12) - sequence) > 0)
                return true;
            var bytes = entry.U32(4);
            if (bytes == 0 || bytes % SectorBytes != 0)
                return false;
            at += bytes;
        }
        return false;
    }
}
