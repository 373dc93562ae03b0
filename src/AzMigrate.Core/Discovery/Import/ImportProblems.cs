using System.Globalization;

namespace AzMigrate.Discovery.Import;

/// <summary>Collects the problems of a file, with their place, up to a limit.</summary>
internal sealed class ImportProblems
{
    private readonly string _file;
    private readonly List<MigrateProblem> _problems = [];
    private int _omitted;

    public ImportProblems(string file) => _file = file;

    public void Error(
        string code, string message, string remedy, string? sheet, int? row, string? column, string? target = null) =>
        Add(ProblemSeverity.Error, code, message, remedy, sheet, row, column, target);

    public void Warning(
        string code, string message, string remedy, string? sheet, int? row, string? column, string? target = null) =>
        Add(ProblemSeverity.Warning, code, message, remedy, sheet, row, column, target);

    public IReadOnlyList<MigrateProblem> ToList()
    {
        if (_omitted == 0)
            return _problems;
        var omitted = _omitted.ToString("N0", CultureInfo.InvariantCulture);
        return
        [
            .. _problems,
            new MigrateProblem
            {
                Severity = ProblemSeverity.Error,
                Code = "Import.MoreProblems",
                Message = $"{omitted} more problems are not listed.",
                Remedy = "Mend those that are listed and import again.",
                File = _file,
            },
        ];
    }

    /// <summary>A value for a message: in quotes, on one line, cut at 60 characters.</summary>
    public static string Quote(string value)
    {
        var length = Math.Min(value.Length, 60);
        if (length < value.Length && char.IsHighSurrogate(value[length - 1]))
            length--;
        var characters = value.ToCharArray(0, length);
        for (var i = 0; i < characters.Length; i++)
        {
            if (char.IsControl(characters[i]))
                characters[i] = ' ';
        }
        return $"'{new string(characters)}{(length < value.Length ? "…" : "")}'";
    }

    private void Add(
        ProblemSeverity severity, string code, string message, string remedy, string? sheet, int? row, string? column,
        string? target)
    {
        if (_problems.Count >= ImportLimits.Problems - 1)
        {
            _omitted++;
            return;
        }
        _problems.Add(new MigrateProblem
        {
            Severity = severity,
            Code = code,
            Message = message,
            Remedy = remedy,
            Target = target is null || target.Length <= 200 ? target : target.Substring(0, 200),
            File = _file,
            Sheet = sheet,
            Row = row,
            Column = column,
        });
    }
}
