using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace AzMigrate.Peers;

/// <summary>
/// A running simulated vCenter with a varied estate (the program is in vcsim/). It ends with this object, and with the
/// test process in any case.
/// </summary>
internal sealed class Vcsim : IDisposable
{
    public const string User = "reader@vsphere.local";
    public const string Password = "canary p<w>&d";

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly string _folder;

    private Vcsim(Process process, string folder)
    {
        _process = process;
        _folder = folder;
        process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        process.BeginErrorReadLine();
        var ready = process.StandardOutput.ReadLine();
        if (ready is null || !ready.StartsWith("READY ", StringComparison.Ordinal))
        {
            Dispose();
            throw new InvalidOperationException("The simulated vCenter did not start: " + string.Join('\n', _errors));
        }
        var told = ready.Split(' ').Skip(1).Select(part => part.Split('=', 2))
            .ToDictionary(part => part[0], part => part[1]);
        Direct = new Uri(told["direct"]);
        Front = new Uri(told["front"]);
        Thumbprint = told["thumbprint"];
    }

    /// <summary>The simulator as it is: everything in one answer, any order of elements.</summary>
    public Uri Direct { get; }

    /// <summary>The strict door before it, with what the simulator lacks.</summary>
    public Uri Front { get; }

    /// <summary>SHA-256 of the certificate in upper-case hexadecimal digits; empty without TLS.</summary>
    public string Thumbprint { get; }

    /// <summary>Requests that the front refused because they break the schema, each with the reason.</summary>
    public IReadOnlyList<string> Rejections =>
        [.. _errors.Where(line => line.Contains("REJECTED", StringComparison.Ordinal))];

    /// <param name="arguments">Arguments of the program, such as <c>-machines 1000 -page 300</c>.</param>
    public static Vcsim Start(params string[] arguments)
    {
        // Five small files a machine: in memory where there is a file system for it.
        var memory = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        var folder = Path.Combine(memory, "azmigrate-vcsim-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        var start = new ProcessStartInfo(PeerPrograms.Needed(PeerPrograms.Vcsim))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TMPDIR"] = folder;
        foreach (var argument in (string[])["-until-eof", "-username", User, "-password", Password, .. arguments])
            start.ArgumentList.Add(argument);
        return new Vcsim(Process.Start(start)!, folder);
    }

    /// <summary>How often each method was called at the front, since the start.</summary>
    public async Task<IReadOnlyDictionary<string, int>> CallsAsync() =>
        (await ControlAsync("calls")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))
            .ToDictionary(parts => parts[0], parts => int.Parse(parts[1], CultureInfo.InvariantCulture));

    /// <summary>Lets the next calls of a method fail, or those of <c>GET</c> for files: see vcsim/control.go.</summary>
    public Task FailAsync(string method, string how, int times = 1) =>
        ControlAsync($"fail?method={method}&how={how}&times={times}");

    /// <summary>How long a method's task takes; that a download is slow: see vcsim/control.go.</summary>
    public Task DelayAsync(string method, int milliseconds) => ControlAsync($"delay?method={method}&ms={milliseconds}");

    /// <summary>Asks the door for tests.</summary>
    public async Task<string> ControlAsync(string request, byte[]? body = null) =>
        System.Text.Encoding.UTF8.GetString(await ControlBytesAsync(request, body));

    /// <inheritdoc cref="ControlAsync"/>
    public async Task<byte[]> ControlBytesAsync(string request, byte[]? body = null)
    {
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        using var client = new HttpClient(handler);
        using var content = new ByteArrayContent(body ?? []);
        using var answer = await client.PostAsync(new Uri(Front, "/peer/" + request), content);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        return answer.IsSuccessStatusCode ? bytes
            : throw new InvalidOperationException($"{request}: {System.Text.Encoding.UTF8.GetString(bytes)}");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.StandardInput.Close();
        if (!_process.WaitForExit(10_000))
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
