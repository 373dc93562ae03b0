namespace AzMigrate.Replication;

/// <summary>
/// CRC-64 as Azure's storage has it (polynomial 9A6C9329AC4BC9B5, also known as NVMe's): of our blocks, and of each
/// write of pages.
/// </summary>
internal static class Crc64
{
    private static readonly ReflectedCrc Crc = new(0x9A6C9329AC4BC9B5, 64);

    public static ulong Of(ReadOnlySpan<byte> bytes) => ~Crc.Append(ulong.MaxValue, bytes);
}
