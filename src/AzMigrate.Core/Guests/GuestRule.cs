namespace AzMigrate.Guests;

/// <summary>A rule of docs/guests.md.</summary>
/// <param name="Id">Its id there, such as <c>W7</c>.</param>
/// <param name="Code">Code of its findings, such as <c>Guest.ServiceStart</c>.</param>
internal sealed record GuestRule(string Id, string Code)
{
    public GuestFinding Information(string message, string remedy) => Make(GuestSeverity.Information, message, remedy);

    public GuestFinding Warning(string message, string remedy) => Make(GuestSeverity.Warning, message, remedy);

    public GuestFinding Error(string message, string remedy) => Make(GuestSeverity.Error, message, remedy);

    private GuestFinding Make(GuestSeverity severity, string message, string remedy) =>
        new() { Rule = Id, Code = Code, Severity = severity, Message = message, Remedy = remedy };
}
