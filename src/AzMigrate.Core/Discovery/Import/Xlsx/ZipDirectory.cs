namespace AzMigrate.Discovery.Import.Xlsx;

/// <summary>
/// Bounds a ZIP's directory before it is read: a directory of millions of entries would fill the memory while
/// the archive is only being opened.
/// </summary>
internal static class ZipDirectory
{
    private const int RecordLength = 22;
    private const int LongestComment = ushort.MaxValue;

    public static void Check(Stream stream, string file)
    {
        var tail = new byte[(int)Math.Min(stream.Length, RecordLength + LongestComment)];
        stream.Position = stream.Length - tail.Length;
        var filled = 0;
        int read;
        while (filled < tail.Length && (read = stream.Read(tail, filled, tail.Length - filled)) > 0)
            filled += read;
        for (var at = filled - RecordLength; at >= 0; at--)
        {
            if (tail[at] != 'P' || tail[at + 1] != 'K' || tail[at + 2] != 5 || tail[at + 3] != 6)
                continue;
            var begin = BitConverter.ToUInt32(tail, at + 16);
            var end = stream.Length - tail.Length + at;
            // 0xFFFFFFFF announces the 64-bit form, which an inventory never needs.
            if (begin == uint.MaxValue || end - begin > ImportLimits.ZipDirectoryBytes)
                throw ImportFailure.TooLarge(file, "its list of parts is longer than 4 MiB");
            stream.Position = 0;
            return;
        }
        throw ImportFailure.Corrupt(file, "the end of the workbook is missing; it may not have been copied whole");
    }
}
