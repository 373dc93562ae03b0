using System.Management.Automation;
using System.Runtime.InteropServices;

namespace AzMigrate.Boot;

/// <summary>
/// Runs when PowerShell imports the module, before the cmdlets' assembly is loaded: arranges that
/// <c>AzMigrate.Core</c> and its packages are found in the module's <c>Dependencies</c> folder.
/// </summary>
/// <remarks>
/// What is arranged stays for the life of the process: Remove-Module does not unload .NET types, and objects that
/// scripts still hold may load a further dependency later.
/// </remarks>
public sealed class ModuleBoot : IModuleAssemblyInitializer
{
    private static readonly object Gate = new();
    private static bool s_arranged;

    /// <inheritdoc/>
    /// <exception cref="PSNotSupportedException">The session is PowerShell 6 to 7.3.</exception>
    public void OnImport()
    {
        var framework = RuntimeInformation.FrameworkDescription;
        if (EngineSupport.WhyNot(framework, typeof(PSObject).Assembly.GetName().Version) is string reason)
            throw new PSNotSupportedException(reason);

        lock (Gate)
        {
            if (s_arranged)
                return;
            var dependencies =
                Path.Combine(Path.GetDirectoryName(typeof(ModuleBoot).Assembly.Location)!, "Dependencies");
            // Two classes, so that Windows PowerShell never loads one that names AssemblyLoadContext.
            if (EngineSupport.IsDesktop(framework))
                DesktopDependencies.Arrange(dependencies);
            else
                CoreDependencies.Arrange(dependencies);
            s_arranged = true;
        }
    }
}
