using System.Net.Sockets;
using AzMigrate.Discovery.Hosts;
using AzMigrate.Discovery.Linux.Hosts;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace AzMigrate.Discovery.Linux.Visits;

/// <summary>Makes connections to hosts, with their keys checked, and puts what goes wrong into words.</summary>
internal sealed class SshSession(HostKeys keys, Login login, LoginGate gate, TimeSpan timeout)
{
    /// <summary>Connects and logs in; the caller disposes the client. It blocks its thread.</summary>
    /// <param name="host">The host that is meant.</param>
    /// <param name="through">Where its port is reached: the end of a tunnel; null for the host itself.</param>
    /// <param name="cancellation">
    /// Ends the wait for the password's turn; what has begun ends by its time-out.
    /// </param>
    /// <exception cref="MigrateException">
    /// The host cannot be reached, is not the known one, or refuses the login.
    /// </exception>
    public SshClient Connect(HostAddress host, int? through, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var methods = login.Methods(host, gate, cancellation);
        var (address, port) = through is { } local ? ("127.0.0.1", local) : (host.Host, host.Port);
        MigrateException? refusal = null;
        SshClient? client = null;
        try
        {
            var info = new ConnectionInfo(address, port, login.UserOf(host), [.. methods]) { Timeout = timeout };
            AskForKnownKeys(info, host);
            AskForGcm(info);
            client = new SshClient(info);
            client.HostKeyReceived += (_, received) =>
            {
                refusal = keys.Refusal(host, received.HostKey);
                received.CanTrust = refusal is null;
            };
            client.Connect();
            return client;
        }
        catch (Exception error) when (refusal is not null || error is SshException or SocketException or IOException
            or ObjectDisposedException or InvalidOperationException or ArgumentException)
        {
            client?.Dispose();
            throw refusal ?? InWords(host, error);
        }
        catch
        {
            client?.Dispose();
            throw;
        }
        finally
        {
            foreach (var method in methods)
                (method as IDisposable)?.Dispose();
        }
    }

    // A host has keys of several types and shows one: it is asked for one of those that are known. A certificate
    // stands for a key that no file of known hosts has.
    private void AskForKnownKeys(ConnectionInfo info, HostAddress host)
    {
        var known = keys.KeyTypesOf(host);
        var all = info.HostKeyAlgorithms.Where(each => !each.Key.Contains("-cert-")).ToList();
        info.HostKeyAlgorithms.Clear();
        foreach (var each in all.OrderBy(each => known.Contains(KeyType(each.Key)) ? 0 : 1))
            info.HostKeyAlgorithms.Add(each.Key, each.Value);
    }

    // The library asks for AES-CTR with HMAC first: three times the work of AES-GCM where the processor has both, and a
    // disk goes through it. Without .NET's own AES-GCM the library's managed one is the slowest of all.
    private static void AskForGcm(ConnectionInfo info)
    {
#if NET8_0_OR_GREATER
        if (!System.Security.Cryptography.AesGcm.IsSupported)
            return;
        var first = 0;
        foreach (var cipher in info.Encryptions.Keys.Where(name => name.Contains("-gcm@")).ToList())
            info.Encryptions.SetPosition(cipher, first++);
#endif
    }

    private static string KeyType(string algorithm) =>
        algorithm.StartsWith("rsa-", StringComparison.Ordinal) ? "ssh-rsa" : algorithm;

    private MigrateException InWords(HostAddress host, Exception error) => error switch
    {
        SshAuthenticationException => SshErrors.LoginFailed(host, login.UserOf(host), Plain(error.Message)),
        SshOperationTimeoutException => SshErrors.TooSlow(host, "the login", timeout),
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } =>
            SshErrors.Unreachable(host, "there is no such name", error),
        _ => SshErrors.Unreachable(host, Plain(error.Message), error),
    };

    private static string Plain(string message) => VisitText.Shown(message).TrimEnd('.');
}
