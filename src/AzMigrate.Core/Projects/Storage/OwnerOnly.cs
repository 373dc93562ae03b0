using System.Runtime.InteropServices;

namespace AzMigrate.Projects.Storage;

/// <summary>
/// Folders and files that on Unix nobody but their owner can open. On Windows they inherit the folder's rights, and a
/// user's temp path and profile are the user's own.
/// </summary>
internal static class OwnerOnly
{
    private const uint FolderRights = 0x1C0; // rwx------
    private const uint FileRights = 0x180;   // rw-------

    /// <summary>
    /// Makes the folder with its parents; false when it is there already, whose rights stay as they are.
    /// </summary>
    public static bool CreateFolder(string path)
    {
        if (Directory.Exists(path))
            return false;
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            Directory.CreateDirectory(path);
            return true;
        }

        var parent = Path.GetDirectoryName(path);
        if (!string.IsNullOrEmpty(parent))
            Directory.CreateDirectory(parent);
        // mkdir sets the mode in the same step: at no moment is the folder open to others.
        if (mkdir(path, FolderRights) == 0)
            return true;
        return Directory.Exists(path) ? false : throw new IOException(FormattableString.Invariant(
            $"The folder can't be made (error {Marshal.GetLastWin32Error()})."));
    }

    /// <summary>Makes an empty file when there is none.</summary>
    public static void CreateFile(string path)
    {
        if (File.Exists(path))
            return;
        using (new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete))
        {
            if (!RuntimeInformation.IsOSPlatform(OSPlatform.Windows) && chmod(path, FileRights) != 0)
                throw new UnauthorizedAccessException("The file's rights can't be set.");
        }
    }

    [DllImport("libc", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int mkdir([MarshalAs(UnmanagedType.LPStr)] string path, uint mode);

    [DllImport("libc", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int chmod([MarshalAs(UnmanagedType.LPStr)] string path, uint mode);
}
