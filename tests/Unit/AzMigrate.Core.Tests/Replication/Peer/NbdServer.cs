using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace AzMigrate.Tests.Replication.Peer;

/// <summary>A running NBD server on loopback; it ends with this object.</summary>
internal sealed class NbdServer : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();

    private NbdServer(string uri, string program, IEnumerable<string> arguments)
    {
        Uri = uri;
        _process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        _process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        _process.BeginErrorReadLine();
    }

    private NbdServer(string uri, Process process) => (Uri, _process) = (uri, process);

    public string Uri { get; }

    public static NbdServer Qemu(params string[] arguments)
    {
        var port = FreePort.Next();
        return new NbdServer(
            $"nbd://127.0.0.1:{port}/", "qemu-nbd", ["-t", "-e", "8", "-b", "127.0.0.1", "-p", $"{port}", .. arguments])
                .Ready(AddressFamily.InterNetwork, new IPEndPoint(IPAddress.Loopback, port));
    }

    public static NbdServer QemuSocket(string socket, params string[] arguments)
    {
        var server = new NbdServer($"nbd+unix:///?socket={socket}", "qemu-nbd", ["-t", "-k", socket, .. arguments]);
        return server.Ready(AddressFamily.Unix, new UnixDomainSocketEndPoint(socket));
    }

    public static NbdServer Nbdkit(params string[] arguments)
    {
        // It goes to the background once it listens; in the foreground it ends with its input.
        var port = FreePort.Next();
        var idFile = Path.GetTempFileName();
        try
        {
            DiskPeers.Run("nbdkit", ["-i", "127.0.0.1", "-p", $"{port}", "-P", idFile, .. arguments]);
            return new NbdServer($"nbd://127.0.0.1:{port}/", Process.GetProcessById(Id(idFile)));
        }
        finally
        {
            File.Delete(idFile);
        }
    }

    // The process that is left writes its id once it listens, which may be after the one that was started has ended.
    private static int Id(string file)
    {
        for (var tries = 0; ; tries++)
        {
            var text = File.ReadAllText(file);
            if (text.EndsWith('\n') || tries > 600)
                return int.Parse(text, CultureInfo.InvariantCulture);
            Thread.Sleep(50);
        }
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        _process.Dispose();
    }

    private NbdServer Ready(AddressFamily family, EndPoint address)
    {
        Await(() =>
        {
            try
            {
                using var client = new Socket(family, SocketType.Stream, ProtocolType.Unspecified);
                client.Connect(address);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });
        return this;
    }

    private void Await(Func<bool> isReady)
    {
        for (var tries = 0; !isReady(); tries++)
        {
            if (_process.HasExited || tries > 600)
            {
                Dispose();
                throw new InvalidOperationException("The NBD server did not start: " + string.Join('\n', _errors));
            }
            Thread.Sleep(50);
        }
    }
}
