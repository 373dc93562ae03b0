using System.ComponentModel;
using System.Reflection;
using System.Runtime.InteropServices;

namespace AzMigrate.Boot;

/// <summary>
/// Windows PowerShell 5.1: no load contexts. Assemblies are found by simple name, since powershell.exe has no binding
/// redirects and asks for System.Memory and its kin in other versions than the shipped ones.
/// </summary>
internal static class DesktopDependencies
{
    public static void Arrange(string dependencies)
    {
        // Loaded by its full path first: SQLite's provider then gets this one by name, whatever lies on PATH.
        var native = Path.Combine(
            dependencies, "native", NativeFolder.ForThisProcess(), NativeFolder.FileName("e_sqlite3"));
        if (LoadLibrary(native) == IntPtr.Zero)
            throw new Win32Exception(Marshal.GetLastWin32Error(), $"SQLite could not be loaded from {native}.");

        var module = Path.GetDirectoryName(dependencies)!;
        string[] folders = [Path.Combine(dependencies, "desktop"), Path.Combine(dependencies, "both")];
        AppDomain.CurrentDomain.AssemblyResolve += (_, request) =>
        {
            if (!IsOurs(request.RequestingAssembly, module))
                return null;
            var name = new AssemblyName(request.Name).Name + ".dll";
            var path = folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
            return path is null ? null : Assembly.LoadFrom(path);
        };
    }

    /// <summary>True when the request comes from the module's own files, or nobody knows from where.</summary>
    private static bool IsOurs(Assembly? requesting, string module) =>
        requesting is null || requesting.IsDynamic
        || requesting.Location.StartsWith(module + Path.DirectorySeparatorChar, StringComparison.OrdinalIgnoreCase);

    [DllImport("kernel32", EntryPoint = "LoadLibraryW", CharSet = CharSet.Unicode, SetLastError = true,
        ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.System32)]
    private static extern IntPtr LoadLibrary(string path);
}
