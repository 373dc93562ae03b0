using System.Runtime.InteropServices;

namespace AzMigrate.Boot;

/// <summary>Where the native library for this process lies below <c>Dependencies/native</c>.</summary>
internal static class NativeFolder
{
    /// <summary>The runtime identifier, such as <c>linux-musl-x64</c>.</summary>
    public static string ForThisProcess()
    {
        var architecture = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => "x64",
            Architecture.X86 => "x86",
            Architecture.Arm64 => "arm64",
            Architecture.Arm => "arm",
            var other => other.ToString(),
        };
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
            return "win-" + architecture;
        if (RuntimeInformation.IsOSPlatform(OSPlatform.OSX))
            return "osx-" + architecture;
        return (UsesMusl() ? "linux-musl-" : "linux-") + architecture;
    }

    /// <summary>The file's name on this system.</summary>
    public static string FileName(string library)
    {
        if (RuntimeInformation.IsOSPlatform(OSPlatform.Windows))
            return library + ".dll";
        return "lib" + library + (RuntimeInformation.IsOSPlatform(OSPlatform.OSX) ? ".dylib" : ".so");
    }

    // What the process has mapped tells, not what is installed: a glibc system may have musl beside it.
    private static bool UsesMusl()
    {
        const string Maps = "/proc/self/maps";
        return File.Exists(Maps)
            && File.ReadLines(Maps).Any(line => line.IndexOf("/ld-musl-", StringComparison.Ordinal) >= 0);
    }
}
