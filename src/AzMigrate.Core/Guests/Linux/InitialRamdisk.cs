using System.Globalization;
using System.IO.Compression;
using System.Text;
using AzMigrate.Guests.Bytes;

namespace AzMigrate.Guests.Linux;

/// <summary>What is in an initial ramdisk: archives of cpio one behind the other, the last mostly compressed.</summary>
internal sealed class InitialRamdisk
{
    private const int HeaderBytes = 110;
    private const int MaxFiles = 200_000;
    private const int MaxNameBytes = 4096;
    private const string Trailer = "TRAILER!!!";
    private readonly HashSet<string> _modules = new(StringComparer.Ordinal);
    private int _files;

    private InitialRamdisk()
    {
    }

    /// <summary>
    /// How its last part is compressed, when that is not read: <c>zstd</c>, <c>xz</c>, <c>lz4</c> or others.
    /// </summary>
    public string? NotRead { get; private set; }

    /// <exception cref="MigrateException"><c>Guest.Damaged</c>: it is none, or is not whole.</exception>
    public static InitialRamdisk Read(GuestBytes file)
    {
        var ramdisk = new InitialRamdisk();
        try
        {
            var stream = new GuestStream(file);
            while (ramdisk.NextStart(file, stream) is string kind)
            {
                if (kind == "gzip")
                {
                    using var unpacked = new GZipStream(stream, CompressionMode.Decompress);
                    ramdisk.Archive(unpacked, file.Name);
                    break;
                }
                if (kind != "cpio")
                {
                    ramdisk.NotRead = kind;
                    break;
                }
                ramdisk.Archive(stream, file.Name);
            }
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw GuestErrors.Damaged(file.Name, 0, "the initial ramdisk is not whole");
        }
        return ramdisk;
    }

    /// <summary>True when a module is in what was read.</summary>
    public bool Has(string name) => _modules.Contains(name);

    // Zeros fill up between archives.
    private string? NextStart(GuestBytes file, GuestStream stream)
    {
        var zeros = new byte[4];
        while (stream.Position + 4 <= file.Length)
        {
            file.Read(stream.Position, zeros);
            if (zeros.Any(value => value != 0))
                break;
            stream.Position += 4;
        }
        if (file.BlockWithin(stream.Position, 6) is not Block magic)
            return _files > 0 ? null : throw GuestErrors.Damaged(file.Name, 0, "the initial ramdisk is empty");
        return magic.Has(0, "07070"u8) ? "cpio"
            : magic.U16(0) == 0x8B1F ? "gzip"
            : magic.U32(0) == 0xFD2F_B528 ? "zstd"
            : magic.Has(0, [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z']) ? "xz"
            : magic.U32(0) == 0x184C_2102 ? "lz4"
            : magic.Has(0, "BZh"u8) ? "bzip2"
            : magic.Has(0, [0x5D, 0, 0]) ? "lzma"
            : _files > 0 ? null
            : throw GuestErrors.Damaged(file.Name, stream.Position, "the initial ramdisk has an unknown form");
    }

    // The form of SVR4: a header in hexadecimal letters, the name, the content, each filled up to four bytes.
    private void Archive(Stream stream, string place)
    {
        var header = new byte[HeaderBytes];
        long at = 0;
        while (true)
        {
            Fill(stream, header, HeaderBytes);
            var text = Encoding.ASCII.GetString(header);
            if (!text.StartsWith("07070", StringComparison.Ordinal)
                || !TryHex(text.Substring(94, 8), out var nameBytes)
                || !TryHex(text.Substring(54, 8), out var contentBytes)
                || nameBytes is 0 or > MaxNameBytes || ++_files > MaxFiles)
                throw GuestErrors.Damaged(place, 0, "the initial ramdisk's archive is damaged");
            var name = new byte[Padded(HeaderBytes + nameBytes) - HeaderBytes];
            Fill(stream, name, name.Length);
            var path = Encoding.UTF8.GetString(name, 0, (int)nameBytes - 1);
            if (path == Trailer)
                return;
            if (path.Contains(".ko"))
                _modules.Add(KernelModules.NameOf(path));
            Skip(stream, Padded(contentBytes));
            at += HeaderBytes + name.Length + Padded(contentBytes);
            if (at > 4L << 30)
                throw GuestErrors.TooMuch(place);
        }
    }

    private static long Padded(long bytes) => (bytes + 3) / 4 * 4;

    private static bool TryHex(string text, out long number) =>
        long.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number);

    private static void Skip(Stream stream, long bytes)
    {
        if (stream.CanSeek)
        {
            stream.Position += bytes;
            return;
        }
        var buffer = new byte[Math.Min(bytes, 64 << 10)];
        for (; bytes > 0; bytes -= Math.Min(bytes, buffer.Length))
            Fill(stream, buffer, (int)Math.Min(bytes, buffer.Length));
    }

    private static void Fill(Stream stream, byte[] buffer, int count)
    {
        for (var done = 0; done < count;)
        {
            var read = stream.Read(buffer, done, count - done);
            done += read > 0 ? read : throw new EndOfStreamException();
        }
    }
}
