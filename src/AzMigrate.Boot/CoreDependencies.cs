using System.Reflection;
using System.Runtime.Loader;

namespace AzMigrate.Boot;

/// <summary>
/// PowerShell 7: a private load context for Core and its packages. Other modules keep their own versions of the same
/// packages, and we keep ours.
/// </summary>
internal sealed class CoreDependencies : AssemblyLoadContext
{
    private readonly string[] _folders;
    private readonly string _nativeFolder;

    private CoreDependencies(string dependencies)
    {
        _folders = [Path.Combine(dependencies, "core"), Path.Combine(dependencies, "both")];
        _nativeFolder = Path.Combine(dependencies, "native", NativeFolder.ForThisProcess());
    }

    /// <summary>
    /// Answers the default context's questions for the two names that the cmdlets' assembly refers to.
    /// </summary>
    public static void Arrange(string dependencies)
    {
        var context = new CoreDependencies(dependencies);
        Default.Resolving += (_, name) => name.Name switch
        {
            "AzMigrate.Core" or "Microsoft.Bcl.AsyncInterfaces" => context.LoadFromAssemblyName(name),
            _ => null,
        };
    }

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        // What is not there is the runtime's or PowerShell's own, and shared.
        var path = _folders.Select(folder => Path.Combine(folder, assemblyName.Name + ".dll"))
            .FirstOrDefault(File.Exists);
        return path is null ? null : LoadFromAssemblyPath(path);
    }

    /// <inheritdoc/>
    protected override IntPtr LoadUnmanagedDll(string unmanagedDllName)
    {
        var path = Path.Combine(_nativeFolder, NativeFolder.FileName(unmanagedDllName));
        return File.Exists(path) ? LoadUnmanagedDllFromPath(path) : IntPtr.Zero;
    }
}
