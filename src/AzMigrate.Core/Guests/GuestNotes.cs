namespace AzMigrate.Guests;

/// <summary>What a check writes down as it goes.</summary>
internal sealed class GuestNotes
{
    private readonly List<GuestFinding> _findings = [];
    private readonly List<GuestEdit> _edits = [];

    public IReadOnlyList<GuestFinding> Findings => _findings;

    public IReadOnlyList<GuestEdit> Edits => _edits;

    public void Add(GuestFinding finding) => _findings.Add(finding);

    /// <summary>Adds a finding that edits make go away.</summary>
    public void Add(GuestFinding finding, IEnumerable<GuestEdit> edits)
    {
        _findings.Add(finding with { CanBeFixedOffline = true });
        _edits.AddRange(edits);
    }

    /// <summary>
    /// Does a part of the check: what is damaged there is a finding of the rule, and the other parts go on.
    /// </summary>
    public void Try(GuestRule rule, GuestSeverity severity, Action part)
    {
        try
        {
            part();
        }
        catch (MigrateException error) when (error.Code.StartsWith(GuestErrors.Prefix, StringComparison.Ordinal))
        {
            Add(new GuestFinding
            {
                Rule = rule.Id, Code = rule.Code, Severity = severity, Message = error.Message,
                Remedy = error.Remedy ?? "",
            });
        }
    }
}
