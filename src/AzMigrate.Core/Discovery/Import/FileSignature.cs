using System.Text;

namespace AzMigrate.Discovery.Import;

/// <summary>What a file is by its first bytes, never by its name.</summary>
internal static class FileSignature
{
    /// <summary>True for a ZIP (a workbook), false for text; throws, with what to do, for everything else.</summary>
    public static bool IsWorkbook(Stream stream, string file)
    {
        var head = new byte[512];
        var length = 0;
        int read;
        stream.Position = 0;
        while (length < head.Length && (read = stream.Read(head, length, head.Length - length)) > 0)
            length += read;
        stream.Position = 0;
        if (length == 0)
            throw ImportFailure.Empty(file);
        if (StartsWith(head, length, "PK\u0003\u0004") || StartsWith(head, length, "PK\u0005\u0006"))
            return true;
        if (length >= 8 && head[0] == 0xD0 && head[1] == 0xCF && head[2] == 0x11 && head[3] == 0xE0)
            throw CompoundFile(stream, file);
        if (StartsWith(head, length, "%PDF"))
            throw ImportFailure.Unknown(file, "a PDF", "Import the RVTools workbook or the CSV itself.");
        RefuseMarkup(head, length, file);
        if (Array.TrueForAll(head, b => b is 0 or (byte)' ' or (byte)'\r' or (byte)'\n' or (byte)'\t'))
        {
            if (stream.Length <= head.Length)
                throw ImportFailure.Empty(file);
        }
        return false;
    }

    /// <summary>Old Excel, or a workbook with a password: both are OLE compound files.</summary>
    private static MigrateException CompoundFile(Stream stream, string file) =>
        Contains(stream, Encoding.Unicode.GetBytes("EncryptedPackage"))
            ? ImportFailure.Unknown(file, "a workbook with a password or a sensitivity label",
                "Open it in Excel, remove the password (File, Info, Protect Workbook) or the label's encryption, "
                + "and save it again.")
            : ImportFailure.Unknown(file, "a workbook of the old Excel format (.xls)",
                "Open it in Excel and save it as .xlsx (Excel Workbook).");

    private static void RefuseMarkup(byte[] head, int length, string file)
    {
        var text = Encoding.UTF8.GetString(head, 0, length).Replace("\0", "")
            .TrimStart('\uFEFF', '\uFFFD', ' ', '\t', '\r', '\n');
        if (text.Length == 0 || text[0] != '<')
            return;
        if (text.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase)
            && text.IndexOf("<html", StringComparison.OrdinalIgnoreCase) < 0)
        {
            throw ImportFailure.Unknown(file, "an XML file, such as Excel's XML Spreadsheet 2003",
                "Open it in Excel and save it as .xlsx (Excel Workbook).");
        }
        throw ImportFailure.Unknown(file, "a web page, even if its name ends in .xls",
            "Open it in Excel and save it as .xlsx (Excel Workbook), or export it again.");
    }

    private static bool StartsWith(byte[] head, int length, string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (i >= length || head[i] != text[i])
                return false;
        }
        return true;
    }

    private static bool Contains(Stream stream, byte[] sought)
    {
        var buffer = new byte[64 * 1024];
        int kept = 0, read;
        stream.Position = 0;
        while ((read = stream.Read(buffer, kept, buffer.Length - kept)) > 0)
        {
            var filled = kept + read;
            for (var i = 0; i + sought.Length <= filled; i++)
            {
                if (buffer[i] == sought[0] && Matches(buffer, i, sought))
                    return true;
            }
            kept = Math.Min(filled, sought.Length - 1);
            Buffer.BlockCopy(buffer, filled - kept, buffer, 0, kept);
        }
        return false;
    }

    private static bool Matches(byte[] buffer, int at, byte[] sought)
    {
        for (var i = 0; i < sought.Length; i++)
        {
            if (buffer[at + i] != sought[i])
                return false;
        }
        return true;
    }
}
