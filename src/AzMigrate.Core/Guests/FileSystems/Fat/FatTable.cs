using AzMigrate.Guests.Bytes;

namespace AzMigrate.Guests.FileSystems.Fat;

/// <summary>Which cluster follows which.</summary>
/// <param name="volume">Where it is.</param>
/// <param name="offset">Of the table.</param>
/// <param name="clusters">Of the volume.</param>
/// <param name="bits">Of an entry: 12, 16 or 32.</param>
internal sealed class FatTable(GuestBytes volume, long offset, uint clusters, int bits)
{
    /// <summary>Longer chains are of files that nobody needs here; a circle ends at it too.</summary>
    private const int MaxChain = 1 << 20;

    public IEnumerable<uint> Chain(uint first)
    {
        var end = bits == 12 ? 0xFF8u : bits == 16 ? 0xFFF8u : 0x0FFF_FFF8u;
        var count = 0;
        for (var cluster = first; cluster < end; cluster = Next(cluster))
        {
            if (cluster < 2 || cluster >= clusters + 2L)
                throw GuestErrors.Damaged(volume.Name, offset, "a chain of clusters leads to none");
            if (++count > Math.Min(clusters, MaxChain))
                throw GuestErrors.Damaged(
                    volume.Name, offset, "a chain of clusters leads in a circle, or is very long");
            yield return cluster;
        }
    }

    private uint Next(uint cluster)
    {
        if (bits == 32)
            return volume.Block(offset + cluster * 4L, 4).U32(0) & 0x0FFF_FFFF;
        if (bits == 16)
            return volume.Block(offset + cluster * 2L, 2).U16(0);
        var pair = volume.Block(offset + cluster + cluster / 2, 2).U16(0);
        return (cluster & 1) == 0 ? pair & 0xFFFu : (uint)pair >> 4;
    }
}
