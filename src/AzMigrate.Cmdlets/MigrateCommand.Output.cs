using System.Management.Automation;

namespace AzMigrate.Cmdlets;

// The Write methods of Cmdlet work on the pipeline's thread alone; these take the way over the pump when need be.
public abstract partial class MigrateCommand
{
    /// <summary>Writes an object to the pipeline.</summary>
    /// <param name="value">The object.</param>
    protected new void WriteObject(object? value) => OnPipeline(() => base.WriteObject(value));

    /// <summary>Writes an object, or each element of a collection.</summary>
    /// <param name="value">The object or the collection.</param>
    /// <param name="enumerateCollection">True to write the elements one by one.</param>
    protected new void WriteObject(object? value, bool enumerateCollection) =>
        OnPipeline(() => base.WriteObject(value, enumerateCollection));

    /// <summary>Writes objects one by one, until the pipeline is stopped.</summary>
    /// <param name="values">The objects.</param>
    protected void WriteAll<T>(IEnumerable<T> values)
    {
        foreach (var value in values)
        {
            Cancellation.ThrowIfCancellationRequested();
            WriteObject(value);
        }
    }

    /// <summary>Writes a non-terminating error.</summary>
    /// <param name="error">The error.</param>
    protected new void WriteError(ErrorRecord error) => OnPipeline(() => base.WriteError(error));

    /// <summary>Writes a warning.</summary>
    /// <param name="text">One sentence.</param>
    protected new void WriteWarning(string text) => OnPipeline(() => base.WriteWarning(text));

    /// <summary>Writes a line for those who asked for -Verbose.</summary>
    /// <param name="text">One sentence.</param>
    protected new void WriteVerbose(string text) => OnPipeline(() => base.WriteVerbose(text));

    /// <summary>
    /// Writes a line for those who asked for -Verbose, from any thread and at any time: outside <c>Await</c> it is
    /// dropped.
    /// </summary>
    private protected void TryWriteVerbose(string text)
    {
        if (Environment.CurrentManagedThreadId == _pipelineThread)
            base.WriteVerbose(text);
        else
            _pump?.TryPost(() => base.WriteVerbose(text));
    }

    /// <summary>Writes a line for those who asked for -Debug.</summary>
    /// <param name="text">One sentence.</param>
    protected new void WriteDebug(string text) => OnPipeline(() => base.WriteDebug(text));

    /// <summary>Writes a failure as a non-terminating error.</summary>
    /// <param name="failure">The failure.</param>
    protected void WriteError(MigrateException failure) => WriteError(ErrorRecords.Of(failure));

    /// <summary>
    /// Writes the problem of one row or machine: a warning, or a non-terminating error that names its place.
    /// </summary>
    /// <param name="problem">The problem.</param>
    protected void WriteProblem(MigrateProblem problem)
    {
        if (problem.Severity == ProblemSeverity.Warning)
            WriteWarning(ErrorRecords.Describe(problem));
        else
            WriteError(ErrorRecords.Of(problem));
    }

    private void OnPipeline(Action write)
    {
        if (Environment.CurrentManagedThreadId == _pipelineThread)
            write();
        else if (_pump is PipelinePump pump)
            pump.Post(write);
        else
            throw new InvalidOperationException("Another thread may write only while Await runs.");
    }

    private void TryWriteProgress(ProgressRecord record)
    {
        if (Environment.CurrentManagedThreadId == _pipelineThread)
            WriteProgress(record);
        else
            _pump?.TryPost(() => WriteProgress(record));
    }
}
