using System.Management.Automation;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>A cmdlet that reads live sources into the project: those named, or all.</summary>
public abstract class SourceRunCommand : LiveSourceCommand
{
    private const int AtOnce = 4;

    /// <summary>Sources from Get-MigrateSource or Add-MigrateSource.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = "InputObject")]
    [ValidateNotNull]
    public MigrateSource[] InputObject { get; set; } = [];

    /// <summary>Names of sources; wildcards are allowed. All sources of the project when left out.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = "Source")]
    [Alias("Name")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(SourceCompleter))]
    public string[] Source { get; set; } = [];

    /// <summary>The sources that this record brings.</summary>
    private protected IReadOnlyList<MigrateSource> InputSources()
    {
        if (ParameterSetName == "InputObject")
            return InputObject;
        var sources = FindSources(Source);
        return sources.Count > 0 || Source.Length > 0 ? sources : throw new MigrateException(
            "Source.NotFound", $"The project {RequireProject().Name} has no source.",
            "Add one with Add-MigrateSource.");
    }

    /// <summary>Works with several sources side by side, a few at a time; what fails is an error of its own.</summary>
    /// <param name="items">The sources, or what is done with them.</param>
    /// <param name="work">Done with each, on any thread.</param>
    private protected void SideBySide<T>(IReadOnlyCollection<T> items, Func<T, CancellationToken, Task> work) =>
        Await(async token =>
        {
            using var slots = new SemaphoreSlim(AtOnce);
            await Task.WhenAll(items.Select(async item =>
            {
                await slots.WaitAsync(token).ConfigureAwait(false);
                try
                {
                    await TryAsync(() => work(item, token), token).ConfigureAwait(false);
                }
                finally
                {
                    slots.Release();
                }
            })).ConfigureAwait(false);
        });

    /// <summary>Writes the problems of one source.</summary>
    private protected ProblemWriter Problems() => new(WriteProblem, WriteWarning);

    /// <summary>
    /// Writes problems. Of warnings of one kind the first few are written one by one: a setting of the server makes the
    /// same one for every machine.
    /// </summary>
    private protected sealed class ProblemWriter(Action<MigrateProblem> write, Action<string> warn)
    {
        private const int ShownOfEach = 5;

        private readonly Dictionary<string, int> _shown = new(StringComparer.Ordinal);

        /// <summary>Writes a problem, or counts it.</summary>
        public void Write(MigrateProblem problem)
        {
            if (problem.Severity == ProblemSeverity.Error)
            {
                write(problem);
                return;
            }

            _shown.TryGetValue(problem.Code, out var shown);
            _shown[problem.Code] = shown + 1;
            if (shown < ShownOfEach)
                write(problem);
        }

        /// <summary>Says how many warnings were not written, and where they are.</summary>
        public void WriteRest()
        {
            foreach (var kind in _shown.Where(kind => kind.Value > ShownOfEach))
                warn($"{kind.Value - ShownOfEach} more of {kind.Key}: see the property Problems of the result.");
            _shown.Clear();
        }
    }
}
