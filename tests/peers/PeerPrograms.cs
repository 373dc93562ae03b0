namespace AzMigrate.Peers;

/// <summary>The programs of others that build.sh beside this file builds.</summary>
internal static class PeerPrograms
{
    /// <summary>The simulated vCenter; null where it is not built.</summary>
    public static string? Vcsim { get; } = Find("vcsim");

    /// <summary>The command-line client of the simulator's makers; null where it is not built.</summary>
    public static string? Govc { get; } = Find("govc");

    /// <summary>The emulator of Azure's blob storage, a program for node; null where it is not installed.</summary>
    public static string? Azurite { get; } = Find("azurite/node_modules/azurite/dist/src/blob/main.js");

    /// <summary>Why tests against blob storage do not run here; null where they do, which is always so in CI.</summary>
    public static string? WhyNoStorage =>
        Azurite is not null || Environment.GetEnvironmentVariable("CI") == "true" ? null : Missing;

    /// <summary>The stand-in for VMware's virtual disk library; null where it is not built.</summary>
    public static string? Vddk { get; } = Find("libvixDiskLib.so");

    /// <summary>Why tests against them do not run here; null where they do, which is always so in CI.</summary>
    public static string? WhyNot =>
        (Vcsim is not null && Govc is not null) || Environment.GetEnvironmentVariable("CI") == "true" ? null : Missing;

    private const string Missing =
        "The peers are not built: run tests/peers/build.sh, which needs Debian and root's apt-get.";

    public static string Needed(string? program) => program ?? throw new InvalidOperationException(Missing);

    private static string? Find(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Combine(folder.FullName, "AzMigrate.sln")))
                continue;
            var program = Path.Combine(folder.FullName, "out", "peers", name);
            return File.Exists(program) ? program : null;
        }
        return null;
    }
}
