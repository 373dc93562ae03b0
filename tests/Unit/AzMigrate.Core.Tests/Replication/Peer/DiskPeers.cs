using System.Diagnostics;

namespace AzMigrate.Tests.Replication.Peer;

/// <summary>Programs of others that make, read and export disk images.</summary>
internal static class DiskPeers
{
    internal const string Reason =
        "qemu-img, qemu-io, qemu-nbd or nbdkit is missing; on Debian: apt-get install qemu-utils nbdkit.";

    public static bool AreThere { get; } = new[] { "qemu-img", "qemu-io", "qemu-nbd", "nbdkit" }.All(IsThere);

    private static bool IsThere(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Runs a program to its end; throws with its words when it fails.</summary>
    public static string Run(string program, params string[] arguments)
    {
        var (exitCode, text) = Try(program, arguments);
        return exitCode == 0 ? text
            : throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} ended with {exitCode}: {text}");
    }

    public static (int ExitCode, string Text) Try(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    public static void QemuImg(params string[] arguments) => Run("qemu-img", arguments);

    /// <summary>qemu-img's own verdict on two images; a longer one must have zeros behind the other's end.</summary>
    public static void AssertSame(string left, string leftFormat, string right, string rightFormat)
    {
        var (exitCode, text) = Try("qemu-img", "compare", "-U", "-f", leftFormat, "-F", rightFormat, left, right);
        Assert.True(exitCode == 0, text);
        Assert.Contains("Images are identical.", text, StringComparison.Ordinal);
    }
}

/// <summary>Runs where QEMU's tools and nbdkit are, and in CI always: there their absence is a failure.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DiskPeerFactAttribute : FactAttribute
{
    public DiskPeerFactAttribute()
    {
        if (!DiskPeers.AreThere && Environment.GetEnvironmentVariable("CI") != "true")
            Skip = DiskPeers.Reason;
    }
}

/// <inheritdoc cref="DiskPeerFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DiskPeerTheoryAttribute : TheoryAttribute
{
    public DiskPeerTheoryAttribute()
    {
        if (!DiskPeers.AreThere && Environment.GetEnvironmentVariable("CI") != "true")
            Skip = DiskPeers.Reason;
    }
}
