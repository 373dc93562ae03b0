using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AzMigrate.Replication.Files;

/// <summary>Holes in files, which .NET does not know: ranges of zeros that take no space.</summary>
internal static class SparseFile
{
    private static readonly bool IsLinux = RuntimeInformation.IsOSPlatform(OSPlatform.Linux) && IntPtr.Size == 8;
    private static readonly bool IsWindows = RuntimeInformation.IsOSPlatform(OSPlatform.Windows);

    /// <summary>Lets a file have holes; other systems than Windows need no telling.</summary>
    public static void Prepare(SafeFileHandle file)
    {
        if (IsWindows)
            DeviceIoControl(file, SetSparse, IntPtr.Zero, 0, IntPtr.Zero, 0, out _, IntPtr.Zero);
    }

    /// <summary>Makes a hole; false where the file system cannot.</summary>
    public static bool TryPunch(SafeFileHandle file, long offset, long length)
    {
        if (IsLinux)
            return fallocate(file, PunchHole | KeepSize, offset, length) == 0;
        if (!IsWindows)
            return false;
        var range = new ByteRange { First = offset, Second = offset + length };
        return DeviceIoControl(file, SetZeroData, ref range, ByteRange.Bytes, IntPtr.Zero, 0, out _, IntPtr.Zero);
    }

    /// <summary>
    /// Takes space for a range that is about to be written; false where the file system cannot. Linux's ext4 else keeps
    /// accounts of each block of 4 KiB until it has a place, which is half of what a write costs.
    /// </summary>
    public static bool TryReserve(SafeFileHandle file, long offset, long length) =>
        IsLinux && fallocate(file, KeepSize, offset, length) == 0;

    /// <summary>Data or a hole at an offset, and how much of it within the length.</summary>
    public static (bool IsHole, long Length) RangeAt(SafeFileHandle file, long offset, long length)
    {
        if (IsLinux)
            return LinuxRange(file, offset, length);
        return IsWindows ? WindowsRange(file, offset, length) : (false, length);
    }

    private static (bool IsHole, long Length) LinuxRange(SafeFileHandle file, long offset, long length)
    {
        var data = lseek(file, offset, SeekData);
        if (data < 0)
            return (Marshal.GetLastWin32Error() == NoSuchData, length);
        if (data > offset)
            return (true, Math.Min(length, data - offset));
        var hole = lseek(file, offset, SeekHole);
        return (false, hole > offset ? Math.Min(length, hole - offset) : length);
    }

    private static (bool IsHole, long Length) WindowsRange(SafeFileHandle file, long offset, long length)
    {
        var asked = new ByteRange { First = offset, Second = length };
        var known = DeviceIoControl(
            file, QueryAllocatedRanges, ref asked, ByteRange.Bytes, out var found, ByteRange.Bytes, out var bytes,
            IntPtr.Zero)
            || Marshal.GetLastWin32Error() == MoreData;
        if (!known)
            return (false, length);
        if (bytes == 0)
            return (true, length);
        if (found.First > offset)
            return (true, Math.Min(length, found.First - offset));
        return (false, Math.Max(1, Math.Min(length, found.First + found.Second - offset)));
    }

    private const int SeekData = 3;
    private const int SeekHole = 4;
    private const int NoSuchData = 6;
    private const int KeepSize = 1;
    private const int PunchHole = 2;
    private const uint SetSparse = 0x000900C4;
    private const uint SetZeroData = 0x000980C8;
    private const uint QueryAllocatedRanges = 0x000940CF;
    private const int MoreData = 234;

    /// <summary>FILE_ZERO_DATA_INFORMATION (from, to) and FILE_ALLOCATED_RANGE_BUFFER (from, length).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ByteRange
    {
        public const int Bytes = 16;
        public long First;
        public long Second;
    }

#pragma warning disable SYSLIB1054 // source-generated imports need unsafe code, and netstandard2.0 has none
    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern long lseek(SafeFileHandle file, long offset, int whence);

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int fallocate(SafeFileHandle file, int mode, long offset, long length);

    [DllImport("kernel32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool DeviceIoControl(
        SafeFileHandle device, uint code, IntPtr input, int inputBytes, IntPtr output, int outputBytes,
        out int returnedBytes, IntPtr overlapped);

    [DllImport("kernel32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool DeviceIoControl(
        SafeFileHandle device, uint code, ref ByteRange input, int inputBytes, IntPtr output, int outputBytes,
        out int returnedBytes, IntPtr overlapped);

    [DllImport("kernel32.dll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static extern bool DeviceIoControl(
        SafeFileHandle device, uint code, ref ByteRange input, int inputBytes, out ByteRange output, int outputBytes,
        out int returnedBytes, IntPtr overlapped);
#pragma warning restore SYSLIB1054
}
