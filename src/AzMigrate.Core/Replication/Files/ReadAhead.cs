using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AzMigrate.Replication.Files;

/// <summary>
/// Tells Linux what is about to be read. Its own guess, from one read to the next, fails where several blocks of a file
/// are read at once: it then reads 128 KiB at a time and waits for each.
/// </summary>
internal static class ReadAhead
{
    /// <summary>Less than this the system's guess has read anyhow.</summary>
    private const int LeastBytes = 256 << 10;
    private const int WillNeed = 3;
    private static readonly bool IsLinux = RuntimeInformation.IsOSPlatform(OSPlatform.Linux) && IntPtr.Size == 8;

    /// <summary>Starts reading a range into the page cache; a hint, whose failure says nothing.</summary>
    public static void Start(SafeFileHandle file, long offset, long length)
    {
        if (IsLinux && length >= LeastBytes)
            _ = posix_fadvise(file, offset, length, WillNeed);
    }

#pragma warning disable SYSLIB1054 // source-generated imports need unsafe code, and netstandard2.0 has none
    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int posix_fadvise(SafeFileHandle file, long offset, long length, int advice);
#pragma warning restore SYSLIB1054
}
