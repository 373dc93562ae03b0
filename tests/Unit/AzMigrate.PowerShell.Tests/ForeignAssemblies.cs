using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;

namespace AzMigrate.PowerShell.Tests;

/// <summary>
/// What other modules in the same process may have loaded before ours: other versions of our packages. All tests of
/// this assembly run beside them.
/// </summary>
internal static class ForeignAssemblies
{
    public static readonly Version ForeignVersion = new(1, 2, 3, 4);

    /// <summary>Packages of ours that neither .NET nor the engine carries.</summary>
    public static readonly string[] Names =
        ["Microsoft.Data.Sqlite", "SQLitePCLRaw.core", "Microsoft.Bcl.AsyncInterfaces"];

    private static readonly Lazy<bool> Loaded = new(Load);

    public static void LoadOnce() => _ = Loaded.Value;

    private static bool Load()
    {
        _ = typeof(System.Text.Json.JsonSerializer).Assembly;
        AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName("Newtonsoft.Json"));
        var folder = Directory.CreateTempSubdirectory("azmigrate-foreign-").FullName;
        foreach (var name in Names)
        {
            var assembly = new PersistedAssemblyBuilder(
                new AssemblyName(name) { Version = ForeignVersion }, typeof(object).Assembly);
            assembly.DefineDynamicModule(name).DefineType("Foreign", TypeAttributes.Public).CreateType();
            var path = Path.Combine(folder, name + ".dll");
            assembly.Save(path);
            AssemblyLoadContext.Default.LoadFromAssemblyPath(path);
        }

        return true;
    }
}
