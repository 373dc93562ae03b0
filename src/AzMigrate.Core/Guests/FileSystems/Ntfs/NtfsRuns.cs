using AzMigrate.Guests.Bytes;

namespace AzMigrate.Guests.FileSystems.Ntfs;

/// <summary>Reads where the clusters of an attribute are: its list of runs.</summary>
internal static class NtfsRuns
{
    /// <summary>The runs of one piece of an attribute.</summary>
    /// <param name="attribute">Not resident.</param>
    /// <param name="volume">Where the clusters are.</param>
    /// <param name="clusterBytes">Bytes a cluster.</param>
    public static IEnumerable<MappedRun> Of(NtfsAttribute attribute, GuestBytes volume, int clusterBytes)
    {
        var header = attribute.Header;
        var clusters = volume.Length / clusterBytes;
        long cluster = 0;
        var next = (long)Math.Min(attribute.LowestCluster, long.MaxValue);
        for (int at = header.U16(32); header.U8(at) is var sizes && sizes != 0;)
        {
            var (lengthBytes, placeBytes) = (sizes & 15, sizes >> 4);
            var length = Number(header, at + 1, lengthBytes);
            // A file is never longer than this, so that offsets are numbers that can be counted with.
            if (length <= 0 || length > 1L << 47 || next < 0 || next > 1L << 47)
                throw header.Damaged(at, "a run of clusters has an impossible length");
            if (placeBytes > 0)
            {
                cluster += Number(header, at + 1 + lengthBytes, placeBytes);
                if (cluster < 0 || cluster > clusters - length)
                    throw header.Damaged(at, "a run of clusters is said to be beyond the volume's end");
                yield return new MappedRun(next * clusterBytes, length * clusterBytes, volume, cluster * clusterBytes);
            }
            next += length;
            at += 1 + lengthBytes + placeBytes;
        }
    }

    // Signed, of one to eight bytes.
    private static long Number(Block header, int at, int count)
    {
        if (count is < 1 or > 8)
            throw header.Damaged(at, "a run of clusters has an impossible number");
        long number = (sbyte)header.U8(at + count - 1);
        for (var i = count - 2; i >= 0; i--)
            number = (number << 8) | header.U8(at + i);
        return number;
    }
}
