namespace AzMigrate.Replication.DiskFormats;

/// <summary>Runs of sectors that a bitmap says the same of.</summary>
internal static class SectorRun
{
    /// <summary>The sector behind the run that starts at a sector; may be some behind the last.</summary>
    /// <param name="bitmap">Gives the byte that has the bits of eight sectors, by the number of the first ÷ 8.</param>
    /// <param name="isFirstBitHighest">True when the first of eight sectors is the highest bit.</param>
    /// <param name="sector">The first sector.</param>
    /// <param name="last">The sector to stop at.</param>
    /// <param name="isSet">What the bitmap says of the run.</param>
    public static long End(Func<long, byte> bitmap, bool isFirstBitHighest, long sector, long last, out bool isSet)
    {
        isSet = IsSet(sector);
        var whole = isSet ? byte.MaxValue : byte.MinValue;
        while (sector < last)
        {
            if (sector % 8 == 0 && bitmap(sector / 8) == whole)
                sector += 8;
            else if (IsSet(sector) == isSet)
                sector++;
            else
                break;
        }
        return sector;

        bool IsSet(long at) => (bitmap(at / 8) & (isFirstBitHighest ? 0x80 >> (int)(at % 8) : 1 << (int)(at % 8))) != 0;
    }
}
