using System.Reflection;

namespace AzMigrate.Bench;

/// <summary>Where things lie in the source tree, as the build knows it.</summary>
internal static class Places
{
    public static string Module => Of("ModuleFolder");

    public static string Host => Of("Host");

    /// <summary>A script of the bench folder.</summary>
    public static string Script(string name) => Path.Combine(Of("Scripts"), name);

    public static string ImportBench => Of("ImportBench");

    /// <summary>A file or folder that is made once and kept from run to run.</summary>
    public static string Cached(string name)
    {
        var cache = Of("Cache");
        Directory.CreateDirectory(cache);
        return Path.Combine(cache, name);
    }

    private static string Of(string name) => Path.GetFullPath(typeof(Places).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == name).Value!);
}
