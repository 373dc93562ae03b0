using AzMigrate.Guests.FileSystems;

namespace AzMigrate.Guests.Linux;

/// <summary>Which drivers a kernel has: built in, or as modules in /lib/modules.</summary>
internal sealed class KernelModules
{
    private readonly HashSet<string> _builtIn;
    private readonly HashSet<string> _modules;

    private KernelModules(HashSet<string> builtIn, HashSet<string> modules) =>
        (_builtIn, _modules) = (builtIn, modules);

    /// <summary>The drivers of a version; null when there is no folder of it.</summary>
    public static KernelModules? Read(MountedFiles files, string version)
    {
        var folder = $"/lib/modules/{version}";
        if (!files.Has(folder))
            return null;
        return new KernelModules(
            [.. files.Lines(folder + "/modules.builtin").Select(NameOf)],
            [.. files.Lines(folder + "/modules.dep").Select(line => NameOf(line.Split(':')[0]))]);
    }

    public bool IsBuiltIn(string name) => _builtIn.Contains(name);

    public bool Has(string name) => _builtIn.Contains(name) || _modules.Contains(name);

    /// <summary>
    /// A module's name by its file: without folders, <c>.ko</c>, what compressed it; dashes are underscores.
    /// </summary>
    public static string NameOf(string path)
    {
        var file = path.Substring(path.LastIndexOf('/') + 1);
        var dot = file.IndexOf(".ko", StringComparison.Ordinal);
        return (dot < 0 ? file : file.Substring(0, dot)).Replace('-', '_');
    }
}
