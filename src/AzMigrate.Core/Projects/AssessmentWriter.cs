using AzMigrate.Assessment;
using AzMigrate.Projects.Storage;

namespace AzMigrate.Projects;

/// <summary>
/// Takes the machines of an assessment while they come. The assessment is in the project only when it is complete;
/// what was written until then is dropped with the writer, or by the next one after a kill.
/// </summary>
internal sealed class AssessmentWriter : IDisposable
{
    private readonly Func<AssessmentHeader, DateTimeOffset, int, AssessmentStaging, MigrateAssessment> _save;
    private readonly AssessmentStaging _staging;
    private readonly List<AssessedMachine> _pending = [];
    private int _machines;

    internal AssessmentWriter(
        AssessmentStaging staging,
        Func<AssessmentHeader, DateTimeOffset, int, AssessmentStaging, MigrateAssessment> save)
    {
        _staging = staging;
        _save = save;
    }

    /// <summary>Takes the next machine.</summary>
    public void Add(AssessedMachine machine)
    {
        _pending.Add(machine);
        if (_pending.Count == AssessmentRows.Batch)
            Flush();
    }

    /// <summary>Saves the assessment; the same one of the same group is replaced.</summary>
    /// <param name="header">Its head.</param>
    /// <param name="createdAt">When it was made; the same for the assessments of one run.</param>
    /// <returns>The assessment as the project holds it.</returns>
    public MigrateAssessment Complete(AssessmentHeader header, DateTimeOffset createdAt)
    {
        if (_pending.Count > 0)
            Flush();
        return _save(header, createdAt, _machines, _staging);
    }

    /// <summary>Drops what was not completed.</summary>
    public void Dispose() => _staging.Dispose();

    /// <summary>Takes machines that are packed already.</summary>
    internal void Add(byte[] packed, int machines)
    {
        _staging.Append(packed);
        _machines += machines;
    }

    private void Flush()
    {
        Add(AssessmentRows.Pack(_pending), _pending.Count);
        _pending.Clear();
    }
}
