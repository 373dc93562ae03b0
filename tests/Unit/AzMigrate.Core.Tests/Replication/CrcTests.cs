using System.Buffers.Binary;
using System.Text;
using Azure.Storage;
using AzMigrate.Replication;
using AzMigrate.Tests.Replication.Images;
using CsCheck;

namespace AzMigrate.Tests.Replication;

public sealed class CrcTests
{
    // Below, at and above what is folded a step at a time.
    private static readonly Gen<byte[]> Bytes = Gen.OneOf(Gen.Byte.Array[0, 100], Gen.Byte.Array[0, 700]);

    [Fact]
    public void Of_the_check_string_they_are_the_published_ones()
    {
        var check = Encoding.ASCII.GetBytes("123456789");
        Assert.Equal(0xE3069283, Crc32C.Of(check));
        Assert.Equal(0x8A9136AA, Crc32C.Of(new byte[32]));
        Assert.Equal(0xAE8B14860A799888, Crc64.Of(check));
        Assert.Equal(0UL, Crc64.Of([]));
    }

    [Fact]
    public void CRC_32C_is_that_of_a_bit_at_a_time_in_pieces_of_any_length() =>
        Gen.Select(Bytes, Bytes).Sample((a, b) =>
        Crc32C.Finish(Crc32C.Append(Crc32C.Append(Crc32C.Seed, a), b)) == VhdxFile.Crc([.. a, .. b]));

    [Fact]
    public void CRC_64_is_that_of_Azures_own_package() => Bytes.Sample(bytes => Crc64.Of(bytes) == OfAzure(bytes));

    [Fact]
    public void Of_a_whole_block_they_are_the_same_as_others()
    {
        var block = Noise.Bytes(1, (4 << 20) - 3);
        Assert.Equal(OfAzure(block), Crc64.Of(block));
        Assert.Equal(VhdxFile.Crc(block), Crc32C.Of(block));
    }

    private static ulong OfAzure(byte[] bytes)
    {
        var crc = StorageCrc64HashAlgorithm.Create();
        crc.Append(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(crc.GetCurrentHash());
    }
}
