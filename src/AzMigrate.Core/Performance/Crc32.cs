namespace AzMigrate.Performance;

/// <summary>CRC-32 as in zip and Ethernet (polynomial EDB88320): netstandard2.0 has none of its own.</summary>
internal static class Crc32
{
    private static readonly uint[] Table = MakeTable();

    public static uint Of(byte[] bytes, int count)
    {
        var crc = uint.MaxValue;
        for (var i = 0; i < count; i++)
            crc = Table[(byte)(crc ^ bytes[i])] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
                value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0xEDB88320;
            table[i] = value;
        }

        return table;
    }
}
