using System.Text;

namespace AzMigrate.Discovery.Import.Csv;

/// <summary>
/// Which encoding a text file has: by its byte order mark, its zero bytes, or whether it is valid UTF-8.
/// </summary>
internal static class CsvEncoding
{
    /// <summary>Looks at the whole stream, from its start, and leaves it there.</summary>
    /// <param name="stream">A seekable stream.</param>
    /// <param name="isGuess">True when no encoding is proved and Latin-1 is taken.</param>
    public static Encoding Detect(Stream stream, out bool isGuess)
    {
        isGuess = false;
        var buffer = new byte[64 * 1024];
        stream.Position = 0;
        var read = Fill(stream, buffer);
        var encoding = ByMark(buffer, read) ?? ByZeros(buffer, read);
        if (encoding is null)
        {
            isGuess = !IsUtf8(stream, buffer, read);
            encoding = isGuess ? Encoding.GetEncoding("iso-8859-1") : new UTF8Encoding(false);
        }
        stream.Position = 0;
        return encoding;
    }

    private static Encoding? ByMark(byte[] bytes, int count) => count switch
    {
        >= 3 when bytes[0] == 0xEF && bytes[1] == 0xBB && bytes[2] == 0xBF => new UTF8Encoding(true),
        >= 2 when bytes[0] == 0xFF && bytes[1] == 0xFE => new UnicodeEncoding(false, true),
        >= 2 when bytes[0] == 0xFE && bytes[1] == 0xFF => new UnicodeEncoding(true, true),
        _ => null,
    };

    /// <summary>Headings are ASCII, so UTF-16 without a mark has a zero in every second byte.</summary>
    private static UnicodeEncoding? ByZeros(byte[] bytes, int count)
    {
        var looked = Math.Min(count, 512) & ~1;
        int even = 0, odd = 0;
        for (var i = 0; i < looked; i++)
        {
            if (bytes[i] == 0 && (i & 1) == 0)
                even++;
            else if (bytes[i] == 0)
                odd++;
        }
        if (looked >= 4 && odd > looked / 4 && even == 0)
            return new UnicodeEncoding(false, false);
        return looked >= 4 && even > looked / 4 && odd == 0 ? new UnicodeEncoding(true, false) : null;
    }

    private static bool IsUtf8(Stream stream, byte[] buffer, int read)
    {
        var decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
        var characters = new char[buffer.Length + 1];
        try
        {
            while (read > 0)
            {
                decoder.GetChars(buffer, 0, read, characters, 0, flush: false);
                read = Fill(stream, buffer);
            }
            decoder.GetChars(buffer, 0, 0, characters, 0, flush: true);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private static int Fill(Stream stream, byte[] buffer)
    {
        var filled = 0;
        int read;
        while (filled < buffer.Length && (read = stream.Read(buffer, filled, buffer.Length - filled)) > 0)
            filled += read;
        return filled;
    }
}
