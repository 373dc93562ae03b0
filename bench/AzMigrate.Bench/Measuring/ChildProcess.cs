using System.Diagnostics;
using System.Globalization;

namespace AzMigrate.Bench.Measuring;

/// <summary>
/// Runs a subject as a process under GNU time, which alone knows a child's peak memory after its end, and bash's, which
/// counts in milliseconds where the other counts in hundredths.
/// </summary>
internal static class ChildProcess
{
    private const string Time = "/usr/bin/time";

    // The subject's own errors go where they would; bash's figures go to the file that is named first.
    private const string Timed =
        """exec 3>&2; TIMEFORMAT='%3R %3U %3S'; { time "$@" 2>&3; } 2>"$0" """;

    public static Figures Run(Subject subject)
    {
        if (!File.Exists(Time))
        {
            throw new InvalidOperationException(
                $"{Time} is not there: install GNU time (Debian: apt-get install time).");
        }

        var (peak, times) = (Path.GetTempFileName(), Path.GetTempFileName());
        try
        {
            if (subject.Before is { } prepare)
            {
                prepare();
                Start(subject, peak, times);
                prepare();
            }
            var output = Start(subject, peak, times);
            var process = Numbers(File.ReadLines(times).Last());
            var peakMiB = Numbers(File.ReadLines(peak).Last())[0] / 1024;
            var whole = new Figures(process[0], process[1] + process[2], peakMiB, null, null);
            if (Marked(output, Work.Mark) is { } part)
                return new Figures(part[0], part[1], whole.PeakMiB, part[2] / (1 << 20), (long)part[3]);
            return whole with { Count = subject.CountAfter?.Invoke() ?? (long?)Marked(output, Work.CountMark)?[0] };
        }
        finally
        {
            File.Delete(peak);
            File.Delete(times);
        }
    }

    private static double[]? Marked(string output, string mark) =>
        output.Split('\n').LastOrDefault(line => line.StartsWith(mark, StringComparison.Ordinal)) is { } line
            ? Numbers(line[mark.Length..]) : null;

    private static string Start(Subject subject, string peak, string times)
    {
        var start = new ProcessStartInfo(Time) { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            "-o", peak, "-f", "%M", "bash", "-c", Timed, times,
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
