using System.Globalization;

namespace AzMigrate.Bench.Measuring;

/// <summary>Something that is measured in processes of its own.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Command">Arguments of <c>dotnet</c>.</param>
internal sealed record Subject(string Name, IReadOnlyList<string> Command)
{
    private const long LimitBytes = 400L << 20;

    /// <summary>The program, where it is another's.</summary>
    public string? Program { get; init; }

    /// <summary>True for what may not take more than 400 MiB: see <see cref="Limited"/>.</summary>
    public bool IsLimited { get; init; }

    /// <summary>A subject that this program has itself.</summary>
    public static Subject Of(string name, params string[] arguments) =>
        new(name, [typeof(Subject).Assembly.Location, "child", .. arguments]);

    /// <summary>A program of others; all its figures are of the whole process.</summary>
    public static Subject OfProgram(string name, string program, params string[] arguments) =>
        new(name, arguments) { Program = program };

    /// <summary>
    /// The same in a box of 400 MiB. The garbage collector is told 75 % of it, which is what it allows itself in a
    /// container of that size; and the kernel refuses the process more private writable memory (RLIMIT_DATA). Stacks
    /// count as reserved, not as used, hence the small ones.
    /// </summary>
    public Subject Limited() => this with { Name = Name + ", boxed in 400 MiB", IsLimited = true };

    public IReadOnlyDictionary<string, string> Environment => IsLimited
        ? new Dictionary<string, string>
        {
            ["DOTNET_GCHeapHardLimit"] = (LimitBytes * 3 / 4).ToString("X", CultureInfo.InvariantCulture),
            ["DOTNET_DefaultStackSize"] = "180000",
        }
        : new Dictionary<string, string>();

    public IReadOnlyList<string> Prefix => IsLimited ? ["prlimit", $"--data={LimitBytes}"] : [];
}
