using System.Diagnostics;
using System.Net.Sockets;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using AzMigrate.Discovery.Hosts;
using AzMigrate.Discovery.Linux.Hosts;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace AzMigrate.Discovery.Linux.Visits;

/// <summary>
/// Visits hosts: one connection and one command each, which is <c>/bin/sh</c> with a script of ours on its standard
/// input, so that it does not matter what the user's shell is. Nothing is written on the host.
/// </summary>
internal sealed class HostVisits : IDisposable
{
    private const int MostBytes = 16 * 1024 * 1024;

    private static readonly Lazy<byte[]> Script = new(() => ReadScript("AzMigrate.Discovery.Linux.visit.sh"));

    private readonly LinuxConnection _connection;
    private readonly Login _login;
    private readonly SshSession _session;
    private readonly JumpHost? _jump;
    private readonly Action<RemoteCall>? _onCall;

    public HostVisits(LinuxConnection connection, SourceOpening opening)
    {
        _connection = connection;
        _onCall = opening.OnCall;
        _login = new Login(connection, opening.Credential);
        _session = new SshSession(
            new HostKeys(connection, opening), _login, new LoginGate(_login.IsByPassword), connection.Timeout);
        if (connection.JumpHost is { } jump)
            _jump = new JumpHost(_session, HostList.ParseOne(jump, 22));
    }

    /// <summary>Refuses a key file that cannot be used, once for all hosts.</summary>
    /// <exception cref="MigrateException">As of <see cref="KeyFile.Read"/>.</exception>
    public void CheckKey() => _login.CheckKey();

    /// <summary>Reads what the host is.</summary>
    /// <exception cref="MigrateException">What is wrong with the host, the login or the shell.</exception>
    public Task<VisitText> ReadMachineAsync(HostAddress host, CancellationToken cancellation) =>
        TellAsync(host, "inventory", () => RunAsync(
            host, $"inventory {(_connection.UseSudo ? "yes" : "no")} 0 0", TimeSpan.Zero, cancellation));

    /// <summary>Reads the host's counters some times.</summary>
    /// <exception cref="MigrateException">As of <see cref="ReadMachineAsync"/>.</exception>
    public Task<VisitText> ReadCountersAsync(
        HostAddress host, int readings, TimeSpan between, CancellationToken cancellation) =>
        TellAsync(host, "counters", () => RunAsync(
            host, FormattableString.Invariant($"counters no {readings} {between.TotalSeconds:0}"),
            TimeSpan.FromTicks(between.Ticks * readings), cancellation));

    /// <summary>
    /// Connects and stays connected, for work that is more than a visit; the caller disposes the line.
    /// </summary>
    /// <exception cref="MigrateException">As of <see cref="ReadMachineAsync"/>.</exception>
    public Task<HostLine> OpenAsync(HostAddress host, CancellationToken cancellation) => Task.Factory.StartNew(
        () => Open(host, cancellation), cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Has a script run on a connection that is open.</summary>
    /// <param name="line">The connection.</param>
    /// <param name="host">The host at its end.</param>
    /// <param name="what">What is asked, in a word.</param>
    /// <param name="script">The script; its first argument is the mark of its sections.</param>
    /// <param name="arguments">Its other arguments, safe in a command.</param>
    /// <param name="work">Time that it may take beside the source's time-out.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="MigrateException">As of <see cref="ReadMachineAsync"/>.</exception>
    public Task<VisitText> AskAsync(
        HostLine line, HostAddress host, string what, byte[] script, string arguments, TimeSpan work,
        CancellationToken cancellation) =>
        TellAsync(host, what, () => Task.Factory.StartNew(
            () => Run(line.Client, host, script, arguments, work, cancellation), cancellation,
            TaskCreationOptions.LongRunning, TaskScheduler.Default));

    /// <summary>Reads a script that is part of this assembly.</summary>
    public static byte[] ReadScript(string name)
    {
        using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        using var all = new MemoryStream();
        resource.CopyTo(all);
        return all.ToArray();
    }

    public void Dispose() => _jump?.Dispose();

    private async Task<VisitText> TellAsync(HostAddress host, string what, Func<Task<VisitText>> visit)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            return await visit().ConfigureAwait(false);
        }
        finally
        {
            _onCall?.Invoke(new RemoteCall($"{host}: {what}", clock.Elapsed));
        }
    }

    // The library blocks its thread while it connects, so a visit has one of its own; who cancels does not wait for it.
    private async Task<VisitText> RunAsync(
        HostAddress host, string arguments, TimeSpan work, CancellationToken cancellation)
    {
        var limit = TimeSpan.FromTicks((_connection.Timeout.Ticks * (_jump is null ? 2 : 3)) + work.Ticks);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var visit = Task.Factory.StartNew(
            () => Visit(host, arguments, work, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        var ended = await Task.WhenAny(visit, Task.Delay(limit + TimeSpan.FromSeconds(5), cancellation))
            .ConfigureAwait(false);
        if (ended == visit)
            return await visit.ConfigureAwait(false);
        stop.Cancel();
        _ = visit.ContinueWith(
            late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
        cancellation.ThrowIfCancellationRequested();
        throw SshErrors.TooSlow(host, "the visit", limit);
    }

    private VisitText Visit(HostAddress host, string arguments, TimeSpan work, CancellationToken cancellation)
    {
        using var line = Open(host, cancellation);
        return Run(line.Client, host, Script.Value, arguments, work, cancellation);
    }

    private HostLine Open(HostAddress host, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var tunnel = _jump?.Open(host, cancellation);
        try
        {
            return new HostLine(_session.Connect(host, tunnel?.LocalPort, cancellation), tunnel);
        }
        catch (MigrateException) when (tunnel?.Failure is { } failure)
        {
            tunnel.Dispose();
            throw SshErrors.Unreachable(
                host, $"{_connection.JumpHost} did not connect: {VisitText.Shown(failure.Message)}", failure);
        }
        catch
        {
            tunnel?.Dispose();
            throw;
        }
    }

    private VisitText Run(
        SshClient client, HostAddress host, byte[] script, string arguments, TimeSpan work,
        CancellationToken cancellation)
    {
        var mark = NewMark();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var command = client.CreateCommand($"/bin/sh -s -- {mark} {arguments}");
        string output;
        try
        {
            var running = command.ExecuteAsync(CancellationToken.None);
            // What hangs is killed, with all that it started; it blocks for half a second.
            using var kill = end.Token.Register(() => Task.Run(() => Kill(command)));
            end.CancelAfter(_connection.Timeout + work);
            Feed(command, script);
            output = ReadAll(command.OutputStream, host);
            if (!end.IsCancellationRequested)
                running.Wait((int)_connection.Timeout.TotalMilliseconds, CancellationToken.None);
        }
        catch (Exception error) when (error is SshException or SocketException or AggregateException
            or ObjectDisposedException)
        {
            cancellation.ThrowIfCancellationRequested();
            var cause = (error as AggregateException)?.GetBaseException() ?? error;
            throw SshErrors.Unreachable(
                host, "the connection broke: " + VisitText.Shown(cause.Message).TrimEnd('.'), cause);
        }

        cancellation.ThrowIfCancellationRequested();
        var text = VisitText.Parse(output, mark);
        if (!text.HasBegun && end.IsCancellationRequested)
            throw SshErrors.TooSlow(host, "the login's own commands", _connection.Timeout);
        return text.HasBegun ? text : throw SshErrors.ShellUnusable(
            host, text.Noise.Length > 0 ? text.Noise : VisitText.Shown(command.Error));
    }

    // A shell that takes no input closes it; what it printed tells why.
    private static void Feed(SshCommand command, byte[] script)
    {
        try
        {
            using var input = command.CreateInputStream();
            input.Write(script, 0, script.Length);
        }
        catch (Exception error) when (error is SshException or ObjectDisposedException or InvalidOperationException
            or IOException)
        {
        }
    }

    private static string ReadAll(Stream output, HostAddress host)
    {
        using var all = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = output.Read(buffer, 0, buffer.Length)) > 0)
        {
            all.Write(buffer, 0, count);
            if (all.Length > MostBytes)
                throw SshErrors.AnswerInvalid(host, "it is longer than 16 MiB");
        }

        return Encoding.UTF8.GetString(all.GetBuffer(), 0, (int)all.Length);
    }

    private static void Kill(SshCommand command)
    {
        try
        {
            command.CancelAsync(forceKill: true);
        }
        catch (Exception error) when (error is SshException or ObjectDisposedException or InvalidOperationException
            or SocketException)
        {
            // It ended by itself, or its connection did.
        }
    }

    private static string NewMark()
    {
        var bytes = new byte[12];
        using (var random = RandomNumberGenerator.Create())
            random.GetBytes(bytes);
        return string.Concat(bytes
            .Select(each => each.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
    }
}
