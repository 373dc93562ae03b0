using System.Runtime.CompilerServices;
using System.Text;

namespace AzMigrate.Hosting;

internal static class Program
{
    private static int Main(string[] args)
    {
        // Before anything names a type of the engine: its static constructor reads it.
        Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        if (CommandLine.Parse(args) is CommandLine command)
            return Run(command);
        Console.Error.WriteLine(CommandLine.Usage);
        return ExitCode.Usage;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Run(CommandLine command) => new Session(command).Run();
}
