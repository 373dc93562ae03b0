namespace AzMigrate.Tests.Discovery.VMware.Peer;

/// <summary>The programs of others that tests/peers/build.sh builds.</summary>
internal static class Peers
{
    /// <summary>The simulated vCenter; null where it is not built.</summary>
    public static string? Vcsim { get; } = Find("vcsim");

    /// <summary>The command-line client of the simulator's makers; null where it is not built.</summary>
    public static string? Govc { get; } = Find("govc");

    public static bool AreBuilt => Vcsim is not null && Govc is not null;

    public static string Needed(string? program) => program
        ?? throw new InvalidOperationException("The peers are not built: run tests/peers/build.sh, which needs Debian and root's apt-get.");

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

/// <summary>Runs where the peers are built, and in CI always: there their absence is a failure.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeerFactAttribute : FactAttribute
{
    public PeerFactAttribute()
    {
        if (!Peers.AreBuilt && Environment.GetEnvironmentVariable("CI") != "true")
            Skip = PeerTheoryAttribute.Reason;
    }
}

/// <inheritdoc cref="PeerFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeerTheoryAttribute : TheoryAttribute
{
    internal const string Reason = "The peers are not built: see tests/peers/build.sh.";

    public PeerTheoryAttribute()
    {
        if (!Peers.AreBuilt && Environment.GetEnvironmentVariable("CI") != "true")
            Skip = Reason;
    }
}
