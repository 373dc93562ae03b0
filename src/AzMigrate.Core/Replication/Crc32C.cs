namespace AzMigrate.Replication;

/// <summary>CRC-32C (Castagnoli, polynomial 82F63B78): VHDX's own checksum.</summary>
internal static class Crc32C
{
    /// <summary>Of nothing; what <see cref="Append"/> starts with.</summary>
    public const uint Seed = uint.MaxValue;
    private static readonly ReflectedCrc Crc = new(0x82F63B78, 32);

    public static uint Of(ReadOnlySpan<byte> bytes) => Finish(Append(Seed, bytes));

    public static uint Finish(uint state) => ~state;

    /// <summary>Goes on with more bytes.</summary>
    public static uint Append(uint state, ReadOnlySpan<byte> bytes) => (uint)Crc.Append(state, bytes);
}
