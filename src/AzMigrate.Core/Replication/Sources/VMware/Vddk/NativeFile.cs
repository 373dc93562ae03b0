using System.Runtime.InteropServices;

namespace AzMigrate.Replication.Sources.VMware.Vddk;

/// <summary>A native library that is loaded from a file, for as long as the process lives.</summary>
internal sealed class NativeFile
{
    private readonly IntPtr _handle;

    private NativeFile(IntPtr handle) => _handle = handle;

    /// <summary>Loads a library by its full path.</summary>
    /// <exception cref="DllNotFoundException">
    /// It, or one that it needs, cannot be loaded; the message says which.
    /// </exception>
    public static NativeFile Load(string path)
    {
#if NET8_0_OR_GREATER
        try
        {
            return new NativeFile(NativeLibrary.Load(path));
        }
        catch (BadImageFormatException error)
        {
            throw new DllNotFoundException(error.Message, error);
        }
#else
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
        {
            var loaded = LoadLibraryEx(path, IntPtr.Zero, WithItsFolder);
            return loaded != IntPtr.Zero ? new NativeFile(loaded)
                : throw new DllNotFoundException(
                    new System.ComponentModel.Win32Exception(Marshal.GetLastWin32Error()).Message);
        }
        var handle = dlopen(path, Lazy);
        return handle != IntPtr.Zero ? new NativeFile(handle)
            : throw new DllNotFoundException(Marshal.PtrToStringAnsi(dlerror()));
#endif
    }

    /// <summary>A function of it; null where it has none of that name.</summary>
    public T? Find<T>(string name)
        where T : Delegate
    {
#if NET8_0_OR_GREATER
        return NativeLibrary.TryGetExport(_handle, name, out var address)
            ? Marshal.GetDelegateForFunctionPointer<T>(address) : null;
#else
        var address = RuntimeInformation.IsOSPlatform(OSPlatform.Windows) ? GetProcAddress(_handle, name)
            : dlsym(_handle, name);
        return address == IntPtr.Zero ? null : Marshal.GetDelegateForFunctionPointer<T>(address);
#endif
    }

#if !NET8_0_OR_GREATER
    private const uint WithItsFolder = 8;
    private const int Lazy = 1;

    [DllImport("kernel32.dll", SetLastError = true, CharSet = CharSet.Unicode)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern IntPtr LoadLibraryEx(string path, IntPtr reserved, uint flags);

    [DllImport("kernel32.dll", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern IntPtr GetProcAddress(IntPtr module, string name);

    [DllImport("libc", CharSet = CharSet.Ansi, BestFitMapping = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern IntPtr dlopen(string path, int flags);

    [DllImport("libc", CharSet = CharSet.Ansi, BestFitMapping = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern IntPtr dlsym(IntPtr module, string name);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern IntPtr dlerror();
#endif
}
