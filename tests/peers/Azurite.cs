using System.Collections.Concurrent;
using System.Diagnostics;

namespace AzMigrate.Peers;

/// <summary>
/// A running emulator of Azure's blob storage, on loopback. It ends with this object, and with the test process in any
/// case. What it does not do as the service does: it takes pages of more than 4 MiB, tells page ranges without merging
/// them, and answers differences of page ranges with all of them. It checks each page write's MD5 or CRC-64, and
/// answers with the CRC-64 of what it took.
/// </summary>
internal sealed class Azurite : IDisposable
{
    public const string Account = "stcontoso";
    public const string Key = "Y2FuYXJ5LWtleS1vZi10aGUtZW11bGF0b3Itbm90LWEtc2VjcmV0LWF0LWFsbC0wMTIzNDU2Nzg5";

    // The program itself goes on when its parent is gone.
    private const string EndWithParent = "process.stdin.resume(); process.stdin.on('end', () => process.exit(0));";
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly string _folder;

    private Azurite(Process process, string folder)
    {
        (_process, _folder) = (process, folder);
        process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        process.BeginErrorReadLine();
        const string Listens = "successfully listens on ";
        while (process.StandardOutput.ReadLine() is string line)
        {
            if (line.IndexOf(Listens, StringComparison.Ordinal) is >= 0 and var at)
            {
                BlobEndpoint = new Uri(line[(at + Listens.Length)..].TrimEnd('/') + "/" + Account);
                _ = process.StandardOutput.ReadToEndAsync();
                return;
            }
        }
        Dispose();
        throw new InvalidOperationException(
            "The emulator of blob storage did not start: " + string.Join('\n', _errors));
    }

    /// <summary>The account's address.</summary>
    public Uri BlobEndpoint { get; } = null!;

    public static Azurite Start()
    {
        var program = PeerPrograms.Needed(PeerPrograms.Azurite);
        var folder = Path.Combine(Path.GetTempPath(), "azmigrate-blobs-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        var end = Path.Combine(folder, "end.js");
        File.WriteAllText(end, EndWithParent);
        var start = new ProcessStartInfo("node",
            ["-r", end, program, "--silent", "--skipApiVersionCheck", "--disableTelemetry", "-l", folder, "--blobHost",
                "127.0.0.1", "--blobPort", "0"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["AZURITE_ACCOUNTS"] = $"{Account}:{Key}";
        return new Azurite(Process.Start(start)!, folder);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
