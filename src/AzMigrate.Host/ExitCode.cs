namespace AzMigrate.Hosting;

/// <summary>What the process returns when the script itself does not say.</summary>
internal static class ExitCode
{
    public const int Success = 0;
    public const int Failure = 1;

    /// <summary>The command line is wrong or the script is not there (EX_USAGE).</summary>
    public const int Usage = 64;

    /// <summary>Stopped by Ctrl-C, as shells count it.</summary>
    public const int Interrupted = 130;
}
