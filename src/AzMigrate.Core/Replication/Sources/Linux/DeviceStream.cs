using System.Net.Sockets;
using System.Text;
using AzMigrate.Discovery.Linux.Visits;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace AzMigrate.Replication.Sources.Linux;

/// <summary>
/// What a command on a server sends of a device. What the login prints before the command begins is passed over.
/// </summary>
internal sealed class DeviceStream : IDisposable
{
    private const int ChunkBytes = 1 << 16;
    private const int MostNoiseBytes = 1 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly byte[] Line = [(byte)'\n'];

    private readonly string _device;
    private readonly byte[] _mark;
    private readonly SshCommand _command;
    private readonly Task _running;
    private readonly byte[] _chunk = new byte[ChunkBytes];
    private int _at;
    private int _have;
    private Stream? _input;
    private bool _hasBegun;
    private bool _isSilent;

    /// <summary>Starts the command.</summary>
    /// <param name="client">The connection.</param>
    /// <param name="device">The device, for messages.</param>
    /// <param name="script">For <c>/bin/sh</c>, without quotes of either kind.</param>
    public DeviceStream(SshClient client, string device, string script)
    {
        _device = device;
        var mark = $"@@{Guid.NewGuid():N}@@";
        _mark = Encoding.ASCII.GetBytes(mark);
        try
        {
            _command = client.CreateCommand($"/bin/sh -c 'printf %s {mark}; {script}'");
            _running = _command.ExecuteAsync(CancellationToken.None);
        }
        catch (Exception error) when (IsBroken(error))
        {
            _command?.Dispose();
            throw Failed(0, "the connection broke: " + VisitText.Shown(error.Message), error);
        }
    }

    /// <summary>Sends a line: the command may go on. What ended it before, the read that follows tells.</summary>
    public void Ask()
    {
        try
        {
            // A command that takes no line may be through before one could be sent.
            _input ??= _command.CreateInputStream();
            _input.Write(Line, 0, Line.Length);
            _input.Flush();
        }
        catch (Exception error) when (IsBroken(error))
        {
            // It has no one to go on for.
        }
    }

    /// <summary>Fills the buffer with the bytes that come next.</summary>
    /// <param name="offset">Where they are on the device, for messages.</param>
    /// <param name="buffer">The buffer.</param>
    /// <param name="cancellation">Ends the command, and so the wait.</param>
    /// <exception cref="MigrateException"><c>Disk.Unreadable</c>.</exception>
    public void Fill(long offset, Memory<byte> buffer, CancellationToken cancellation)
    {
        if (buffer.IsEmpty)
            return;
        using var stop = cancellation.Register(() => Task.Run(Kill));
        using var silence = new Timer(_ => Silence(), null, Patience, Timeout.InfiniteTimeSpan);
        try
        {
            SkipNoise(offset, silence);
            for (var done = 0; done < buffer.Length;)
            {
                if (_at == _have && !Receive(silence))
                    throw Ended(offset, cancellation);
                var count = Math.Min(buffer.Length - done, _have - _at);
                _chunk.AsSpan(_at, count).CopyTo(buffer.Span.Slice(done));
                (_at, done) = (_at + count, done + count);
            }
        }
        catch (Exception error) when (IsBroken(error))
        {
            cancellation.ThrowIfCancellationRequested();
            throw Failed(offset, "the connection broke: " + VisitText.Shown(error.Message), error);
        }
    }

    /// <summary>
    /// Closes the command, which ends at the server too: its shell gets no more lines, its output has no reader.
    /// </summary>
    public void Dispose()
    {
        _ = _running.ContinueWith(
            ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted,
            TaskScheduler.Default);
        try
        {
            _input?.Dispose();
            _command.Dispose();
        }
        catch (Exception error) when (IsBroken(error))
        {
            // Its connection ended before.
        }
    }

    private void SkipNoise(long offset, Timer silence)
    {
        var passed = 0;
        var noise = new List<byte>();
        while (!_hasBegun)
        {
            if (_at == _have && !Receive(silence))
                throw Ended(offset, CancellationToken.None);
            while (_at < _have && !_hasBegun)
            {
                noise.Add(_chunk[_at++]);
                if (noise.Count > _mark.Length)
                    noise.RemoveAt(0);
                _hasBegun = noise.Count == _mark.Length && noise.SequenceEqual(_mark);
                if (++passed > MostNoiseBytes)
                    throw Failed(offset, "the login prints without end", null);
            }
        }
    }

    private bool Receive(Timer silence)
    {
        (_at, _have) = (0, _command.OutputStream.Read(_chunk, 0, _chunk.Length));
        silence.Change(Patience, Timeout.InfiniteTimeSpan);
        return _have > 0;
    }

    private MigrateException Ended(long offset, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (_isSilent)
            return Failed(offset, "the server sent nothing for two minutes", null);

        // What the command said comes with its end.
        try
        {
            _running.Wait((int)Patience.TotalMilliseconds, CancellationToken.None);
        }
        catch (AggregateException error) when (error.InnerExceptions.All(IsBroken))
        {
            return Failed(offset, "the connection broke: " + VisitText.Shown(error.GetBaseException().Message), error);
        }

        var said = VisitText.Shown(_command.Error);
        return Failed(offset, said.Length > 0 ? said : "it ended there", null);
    }

    private void Silence()
    {
        _isSilent = true;
        Kill();
    }

    // It blocks for half a second.
    private void Kill()
    {
        try
        {
            _command.CancelAsync(forceKill: true);
        }
        catch (Exception error) when (IsBroken(error))
        {
            // It ended by itself, or its connection did.
        }
    }

    private static bool IsBroken(Exception error) => error is SshException or SocketException or IOException
        or ObjectDisposedException or InvalidOperationException or OperationCanceledException;

    private MigrateException Failed(long offset, string what, Exception? cause) => new(
        "Disk.Unreadable", FormattableString.Invariant($"{_device} cannot be read at byte {offset}: {what}."),
        "Check the disk and the connection, then run the same command again; it goes on.", _device, cause);
}
