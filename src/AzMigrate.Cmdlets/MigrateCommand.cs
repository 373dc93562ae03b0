using System.Management.Automation;

namespace AzMigrate.Cmdlets;

/// <summary>
/// What all cmdlets of the module share. A cmdlet overrides <see cref="Begin"/>, <see cref="Process"/> and
/// <see cref="End"/>; failures that Core throws there become error records with Core's stable code.
/// </summary>
/// <remarks>
/// Core's asynchronous work runs inside <see cref="Await(Func{CancellationToken, Task})"/>. While it runs, the Write
/// methods of this class may be called from any thread; what they write leaves on the pipeline's thread, in order.
/// </remarks>
public abstract partial class MigrateCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private PipelinePump? _pump;
    private ProgressWriter? _progress;
    private int _pipelineThread;

    /// <summary>Cancelled when the user stops the pipeline.</summary>
    protected CancellationToken Cancellation => _stop.Token;

    /// <summary>
    /// Shows long work, at most five times a second, on one line of this cmdlet. It may be called from any thread; what
    /// is reported from another thread outside <c>Await</c> is not shown.
    /// </summary>
    protected IProgress<MigrateProgress> Progress => _progress ??= new ProgressWriter(GetType().Name, TryWriteProgress);

    /// <summary>Runs once before any input. A failure ends the pipeline.</summary>
    protected virtual void Begin()
    {
    }

    /// <summary>
    /// Runs for each input object. A failure is an error of this object and the next one goes on; without pipeline
    /// input it is the failure of the whole call.
    /// </summary>
    protected virtual void Process()
    {
    }

    /// <summary>Runs once after all input. A failure ends the pipeline.</summary>
    protected virtual void End()
    {
    }

    /// <inheritdoc/>
    protected sealed override void BeginProcessing() => Guard(Begin, perObject: false);

    /// <inheritdoc/>
    protected sealed override void ProcessRecord() => Guard(Process, perObject: MyInvocation.ExpectingInput);

    /// <inheritdoc/>
    protected sealed override void EndProcessing()
    {
        Guard(End, perObject: false);
        _progress?.Complete();
    }

    /// <inheritdoc/>
    protected sealed override void StopProcessing() => _stop.Cancel();

    /// <summary>Runs asynchronous work to its end and writes meanwhile what it hands over.</summary>
    /// <param name="work">
    /// The work; its token is cancelled when the pipeline stops or a later command has enough.
    /// </param>
    protected void Await(Func<CancellationToken, Task> work)
    {
        if (_pump is not null)
            throw new InvalidOperationException("Await cannot be nested.");
        using var pump = new PipelinePump();
        _pump = pump;
        try
        {
            pump.Run(work, Cancellation);
        }
        finally
        {
            _pump = null;
        }
    }

    /// <inheritdoc cref="Await(Func{CancellationToken, Task})"/>
    /// <returns>The work's result.</returns>
    protected T Await<T>(Func<CancellationToken, Task<T>> work)
    {
        var result = default(T);
        Func<CancellationToken, Task> keepResult = async token => result = await work(token).ConfigureAwait(false);
        Await(keepResult);
        return result!;
    }

    /// <summary>Runs one of Core's blocking operations with this cmdlet's progress and cancellation.</summary>
    /// <returns>The operation's result.</returns>
    protected T Run<T>(Func<IProgress<MigrateProgress>, CancellationToken, T> operation)
    {
        var progress = Progress;
        return Await(token => Task.Run(() => operation(progress, token), token));
    }

    /// <summary>
    /// Does one item's part: its failure is written as a non-terminating error, and the caller goes on.
    /// </summary>
    /// <returns>False when it failed.</returns>
    protected bool Try(Action item)
    {
        try
        {
            item();
            return true;
        }
        catch (Exception failure) when (ErrorRecords.From(failure) is ErrorRecord error)
        {
            WriteError(error);
            return false;
        }
    }

    /// <summary>
    /// As <see cref="Try"/>, of work inside <c>Await</c>; what the pipeline's end cancels is no failure.
    /// </summary>
    /// <param name="item">The item's part.</param>
    /// <param name="token">Ends it.</param>
    private protected async Task<bool> TryAsync(Func<Task> item, CancellationToken token)
    {
        try
        {
            await item().ConfigureAwait(false);
            return true;
        }
        catch (Exception failure) when (!token.IsCancellationRequested
            && ErrorRecords.From(failure) is ErrorRecord error)
        {
            WriteError(error);
            return false;
        }
    }

    /// <summary>Frees what the cmdlet holds.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the cmdlet holds; overrides call the base.</summary>
    /// <param name="disposing">False from a finalizer.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            _stop.Dispose();
    }

    private void Guard(Action step, bool perObject)
    {
        _pipelineThread = Environment.CurrentManagedThreadId;
        try
        {
            step();
        }
        catch (OperationCanceledException) when (Cancellation.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (Exception failure) when (ErrorRecords.From(failure) is ErrorRecord error)
        {
            if (perObject)
            {
                WriteError(error);
                return;
            }

            _progress?.Complete();
            ThrowTerminatingError(error);
        }
    }
}
