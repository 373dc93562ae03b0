using System.Diagnostics;
using System.Globalization;

namespace AzMigrate.Bench.Measuring;

/// <summary>
/// Runs a subject as a process under GNU time, which alone knows a child's peak memory after its end.
/// </summary>
internal static class ChildProcess
{
    private const string Time = "/usr/bin/time";

    public static Figures Run(Subject subject)
    {
        if (!File.Exists(Time))
        {
            throw new InvalidOperationException(
                $"{Time} is not there: install GNU time (Debian: apt-get install time).");
        }

        var figures = Path.GetTempFileName();
        try
        {
            var output = Start(subject, figures);
            var process = Numbers(File.ReadLines(figures).Last());
            var whole = new Figures(process[0], process[1] + process[2], process[3] / 1024, null, null);
            if (Marked(output, Work.Mark) is { } part)
                return new Figures(part[0], part[1], whole.PeakMiB, part[2] / (1 << 20), (long)part[3]);
            return whole with { Count = subject.CountAfter?.Invoke() ?? (long?)Marked(output, Work.CountMark)?[0] };
        }
        finally
        {
            File.Delete(figures);
        }
    }

    private static double[]? Marked(string output, string mark) =>
        output.Split('\n').LastOrDefault(line => line.StartsWith(mark, StringComparison.Ordinal)) is { } line
            ? Numbers(line[mark.Length..]) : null;

    private static string Start(Subject subject, string figures)
    {
        var start = new ProcessStartInfo(Time) { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            "-o", figures, "-f", "%e %U %S %M",
            .. subject.Prefix, subject.Program, .. subject.Command,
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in subject.Environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 && error.Result.Length == 0 ? output : throw new InvalidOperationException(
            $"'{subject.Name}' ended with {process.ExitCode}.\n{output}\n{error.Result}");
    }

    private static double[] Numbers(string line) =>
    [
        .. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(text => double.Parse(text, CultureInfo.InvariantCulture)),
    ];
}
