using System.Diagnostics;

namespace AzMigrate.Peers;

/// <summary>govc against a simulated vCenter.</summary>
internal static class GovcProgram
{
    /// <summary>The environment in which govc finds a simulated vCenter and its user.</summary>
    public static IReadOnlyDictionary<string, string> Environment(Uri address) => new Dictionary<string, string>
    {
        ["GOVC_URL"] = address.AbsoluteUri,
        ["GOVC_USERNAME"] = Vcsim.User,
        ["GOVC_PASSWORD"] = Vcsim.Password,
        ["GOVC_INSECURE"] = "1",
        ["GOVC_PERSIST_SESSION"] = "false",
    };

    /// <summary>What govc prints.</summary>
    public static byte[] Run(Uri address, params string[] arguments)
    {
        var start = new ProcessStartInfo(PeerPrograms.Needed(PeerPrograms.Govc), arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in Environment(address))
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        using var output = new MemoryStream();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        return process.ExitCode == 0 ? output.ToArray()
            : throw new InvalidOperationException("govc " + string.Join(' ', arguments) + ": " + errors.Result);
    }
}
