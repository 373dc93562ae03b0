using System.IO.Compression;

namespace AzMigrate.Catalog;

/// <summary>
/// The book inside this assembly: <c>catalogue.bin</c>, which tools/AzMigrate.CatalogBuilder makes of
/// <c>data/catalog/*.csv</c>. Deflate, since netstandard2.0 has nothing better.
/// </summary>
internal static class EmbeddedBook
{
    /// <summary>Reads the book.</summary>
    public static CatalogueContent Load() => CatalogueReader.Read(Unpack(Open()));

    /// <summary>The compressed book.</summary>
    public static Stream Open() =>
        typeof(EmbeddedBook).Assembly.GetManifestResourceStream("AzMigrate.Catalog.catalogue.bin")!;

    /// <summary>The content's length as four bytes, then the content compressed.</summary>
    public static byte[] Pack(byte[] content)
    {
        using var packed = new MemoryStream();
        packed.Write(BitConverter.GetBytes(content.Length), 0, sizeof(int));
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(content, 0, content.Length);
        return packed.ToArray();
    }

    /// <summary>The content that <see cref="Pack"/> compressed; the stream is closed.</summary>
    /// <exception cref="EndOfStreamException">The book is cut off.</exception>
    public static byte[] Unpack(Stream packed)
    {
        using var reader = new BinaryReader(packed);
        var content = new byte[reader.ReadInt32()];
        using var deflate = new DeflateStream(packed, CompressionMode.Decompress);
        for (var length = 0; length < content.Length;)
        {
            var count = deflate.Read(content, length, content.Length - length);
            if (count == 0)
                throw new EndOfStreamException("The catalogue is cut off.");
            length += count;
        }

        return content;
    }
}
