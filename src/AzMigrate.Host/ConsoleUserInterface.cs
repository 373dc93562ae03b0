using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace AzMigrate.Hosting;

/// <summary>Output of the engine. Data goes to stdout; everything that is said about it goes to stderr.</summary>
internal sealed partial class ConsoleUserInterface(ConsoleTerminal terminal) : PSHostUserInterface
{
    private readonly ConsoleRawUserInterface _raw = new();

    public override PSHostRawUserInterface RawUI => _raw;

    public override bool SupportsVirtualTerminal => !Console.IsOutputRedirected;

    public override void Write(string value) => terminal.Out(value);

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        terminal.Out(value);

    public override void WriteLine(string value) => terminal.Out(value + Environment.NewLine);

    public override void WriteErrorLine(string value) => terminal.ErrorLine(value);

    public override void WriteWarningLine(string message) => terminal.NoteLine("WARNING: " + message);

    public override void WriteVerboseLine(string message) => terminal.NoteLine("VERBOSE: " + message);

    public override void WriteDebugLine(string message) => terminal.NoteLine("DEBUG: " + message);

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        if (record.RecordType == ProgressRecordType.Completed)
        {
            terminal.ClearProgress();
            return;
        }

        var percent = record.PercentComplete >= 0
            ? record.PercentComplete.ToString(CultureInfo.InvariantCulture) + "% "
            : "";
        var left = record.SecondsRemaining > 0
            ? string.Create(CultureInfo.InvariantCulture, $", {TimeSpan.FromSeconds(record.SecondsRemaining)} left")
            : "";
        terminal.ShowProgress($"{record.Activity}: {percent}{record.StatusDescription}{left}");
    }
}
