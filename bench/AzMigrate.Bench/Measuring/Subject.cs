using System.Globalization;

namespace AzMigrate.Bench.Measuring;

/// <summary>Something that is measured in processes of its own.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Command">Arguments of <see cref="Program"/>.</param>
internal sealed record Subject(string Name, IReadOnlyList<string> Command)
{
    private const long LimitBytes = 400L << 20;

    /// <summary>The program; <c>dotnet</c> where nothing else is said.</summary>
    public string Program { get; init; } = System.Environment.ProcessPath!;

    /// <summary>Variables of its environment, beside those of this process.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>What a program of others did, found out after its end; null for what tells it itself.</summary>
    public Func<long>? CountAfter { get; init; }

    /// <summary>
    /// What makes ready for a run of a subject that copies files; null for others. Such a run has one before it that is
    /// not measured: a virtual machine gives free memory back to its host, and who uses it next pays for getting it
    /// again, up to ten times what the copy itself takes.
    /// </summary>
    public Action? Before { get; init; }

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
        ? new Dictionary<string, string>(Variables)
        {
            ["DOTNET_GCHeapHardLimit"] = (LimitBytes * 3 / 4).ToString("X", CultureInfo.InvariantCulture),
            ["DOTNET_DefaultStackSize"] = "180000",
        }
        : Variables;

    public IReadOnlyList<string> Prefix => IsLimited ? ["prlimit", $"--data={LimitBytes}"] : [];
}
