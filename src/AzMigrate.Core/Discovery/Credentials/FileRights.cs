using System.Globalization;
using System.Reflection;
using Microsoft.Win32.SafeHandles;

namespace AzMigrate.Discovery.Credentials;

/// <summary>Rights of files on Unix.</summary>
internal static class FileRights
{
    private const int OthersMayUse = 0x3F; // the bits of group and others

    /// <summary>
    /// True when others than its owner can use the file. Of the open file, not of its name: nobody can put another file
    /// there in between.
    /// </summary>
    public static bool AreOpenToOthers(SafeFileHandle handle)
    {
        // .NET Standard does not name File.GetUnixFileMode; every runtime that loads us on Unix has it.
        var mode = typeof(File)
            .GetMethod("GetUnixFileMode", BindingFlags.Public | BindingFlags.Static, null,
            [typeof(SafeFileHandle)], null)
            ?.Invoke(null, [handle]);
        return mode is null || (Convert.ToInt32(mode, CultureInfo.InvariantCulture) & OthersMayUse) != 0;
    }
}
