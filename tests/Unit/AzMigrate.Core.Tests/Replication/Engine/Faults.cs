namespace AzMigrate.Tests.Replication.Engine;

/// <summary>The end of the process, as far as one can have it without ending: nobody catches it.</summary>
internal sealed class KilledException(string where) : Exception("Killed at " + where);

/// <summary>Lets a run die at one of the places where it meets the world.</summary>
internal sealed class Faults
{
    private int _left = int.MaxValue;
    private int _isDead;

    /// <summary>How often a run was let die.</summary>
    public int Count { get; private set; }

    public void DieAfter(int calls)
    {
        _isDead = 0;
        _left = calls;
    }

    public void Spare() => DieAfter(int.MaxValue);

    /// <summary>A place where a run can die; the dead do nothing more.</summary>
    public void Meet(string where)
    {
        if (Volatile.Read(ref _isDead) == 1)
            throw new KilledException(where);
        if (Interlocked.Decrement(ref _left) > 0 || Interlocked.Exchange(ref _isDead, 1) == 1)
            return;
        Count++;
        throw new KilledException(where);
    }
}
