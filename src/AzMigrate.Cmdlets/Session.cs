using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>What a runspace remembers: its current project.</summary>
internal sealed class Session
{
    // Weak keys: a runspace that is gone takes its session with it.
    private static readonly ConditionalWeakTable<Runspace, Session> Sessions = new();

    private readonly object _gate = new();
    private MigrateProject? _project;
    private MigrateProject? _temporary;

    private Session(Runspace runspace) => runspace.StateChanged += (_, change) =>
    {
        if (change.RunspaceStateInfo.State is RunspaceState.Closing or RunspaceState.Closed or RunspaceState.Broken)
            Close();
    };

    /// <summary>The session of the runspace that this thread works for.</summary>
    public static Session Current => Sessions.GetValue(Runspace.DefaultRunspace, runspace => new Session(runspace));

    /// <summary>The connected project; null when there is none.</summary>
    public MigrateProject? Project
    {
        get
        {
            lock (_gate)
                return _project;
        }

        set
        {
            lock (_gate)
                _project = value;
        }
    }

    /// <summary>
    /// The connected project, else the runspace's temporary one, which is made and connected at need.
    /// </summary>
    public MigrateProject ProjectOrTemporary()
    {
        lock (_gate)
        {
            if (_project is null)
            {
                _temporary ??= MigrateProject.CreateTemporary();
                _project = _temporary;
            }

            return _project;
        }
    }

    private void Close()
    {
        lock (_gate)
        {
            _project = null;
            // A temporary project's folder goes with its handle.
            _temporary?.Dispose();
            _temporary = null;
        }
    }
}
