namespace AzMigrate.Bench.Estates;

/// <summary>Raw disks of 2 GiB whose every other 64 MiB is a hole: 1 GiB of data. Each is made once.</summary>
internal static class RawDisk
{
    public const long CapacityBytes = 2L << 30;
    public const int RunBytes = 64 << 20;

    /// <param name="name">Its name in the cache.</param>
    /// <param name="fill">Fills a run, told its offset in the disk.</param>
    public static string Cached(string name, Action<long, byte[]> fill)
    {
        var path = Places.Cached(name);
        if (File.Exists(path))
            return path;
        var bytes = new byte[RunBytes];
        using (var file = File.OpenHandle(path + ".new", FileMode.Create, FileAccess.Write))
        {
            RandomAccess.SetLength(file, CapacityBytes);
            for (long offset = 0; offset < CapacityBytes; offset += 2 * RunBytes)
            {
                fill(offset, bytes);
                RandomAccess.Write(file, bytes, offset);
            }
        }
        File.Move(path + ".new", path);
        return path;
    }
}
