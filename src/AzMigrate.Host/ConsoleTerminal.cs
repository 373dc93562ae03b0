using System.Text.RegularExpressions;

namespace AzMigrate.Hosting;

/// <summary>
/// Writes to stdout and stderr: colours and progress on a terminal, plain text into a file or a pipe.
/// </summary>
internal sealed partial class ConsoleTerminal
{
    private const string Red = "\u001b[31;1m";
    private const string Yellow = "\u001b[33;1m";
    private const string Reset = "\u001b[0m";
    private const string StartOfClearedLine = "\r\u001b[K";

    /// <summary>What tables are laid out for when there is no window.</summary>
    private const int DefaultWidth = 120;

    private readonly Lock _gate = new();
    private readonly bool _wantsColor = string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
    private bool _progressShown;

    /// <summary>True when somebody can answer a question.</summary>
    public static bool IsInteractive => !Console.IsInputRedirected && !Console.IsOutputRedirected;

    /// <summary>The columns that lines are laid out for.</summary>
    public static int Width
    {
        get
        {
            if (Console.IsOutputRedirected)
                return DefaultWidth;
            var window = Console.WindowWidth;
            return window > 0 ? window : DefaultWidth;
        }
    }

    public void Out(string text)
    {
        lock (_gate)
        {
            ClearProgressLine();
            Console.Out.Write(Console.IsOutputRedirected || !_wantsColor ? Plain(text) : text);
        }
    }

    public void ErrorLine(string text) => ToStandardError(text, Red);

    public void NoteLine(string text) => ToStandardError(text, Yellow);

    public void ShowProgress(string text)
    {
        if (Console.IsErrorRedirected)
            return;
        lock (_gate)
        {
            var room = Math.Max(10, Width - 1);
            Console.Error.Write(StartOfClearedLine + (text.Length <= room ? text : text[..room]));
            _progressShown = true;
        }
    }

    public void ClearProgress()
    {
        lock (_gate)
        {
            ClearProgressLine();
        }
    }

    private void ToStandardError(string text, string color)
    {
        lock (_gate)
        {
            ClearProgressLine();
            var plain = Plain(text);
            Console.Error.WriteLine(Console.IsErrorRedirected || !_wantsColor ? plain : color + plain + Reset);
        }
    }

    private void ClearProgressLine()
    {
        if (_progressShown)
            Console.Error.Write(StartOfClearedLine);
        _progressShown = false;
    }

    private static string Plain(string text) =>
        text.Contains('\u001b', StringComparison.Ordinal) ? Escapes().Replace(text, "") : text;

    // Control sequences (colours) and operating system commands (links).
    [GeneratedRegex("\u001b(\\[[0-9;?]*[ -/]*[@-~]|\\][^\u0007\u001b]*(\u0007|\u001b\\\\))")]
    private static partial Regex Escapes();
}
