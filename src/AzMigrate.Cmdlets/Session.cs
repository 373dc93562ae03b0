using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using AzMigrate.Azure;
using AzMigrate.Projects;

namespace AzMigrate.Cmdlets;

/// <summary>What a runspace remembers: its current project, and the credentials that were given for sources.</summary>
internal sealed class Session
{
    // Weak keys: a runspace that is gone takes its session with it.
    private static readonly ConditionalWeakTable<Runspace, Session> Sessions = new();

    private readonly object _gate = new();
    private readonly Dictionary<string, PSCredential> _credentials = new(StringComparer.Ordinal);
    private MigrateProject? _project;
    private MigrateProject? _temporary;
    private AzureSignIn? _signIn;

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

    /// <summary>How this session signs in to Azure; null until a command was told.</summary>
    public AzureSignIn? SignIn
    {
        get
        {
            lock (_gate)
                return _signIn;
        }

        set
        {
            lock (_gate)
                _signIn = value;
        }
    }

    /// <summary>Keeps a source's credential until the runspace closes; null forgets it.</summary>
    public void Remember(MigrateSource source, PSCredential? credential)
    {
        lock (_gate)
        {
            if (credential is null)
                _credentials.Remove(KeyOf(source));
            else
                _credentials[KeyOf(source)] = credential;
        }
    }

    /// <summary>The credential that was given for a source in this runspace; null when there is none.</summary>
    public PSCredential? CredentialOf(MigrateSource source)
    {
        lock (_gate)
            return _credentials.TryGetValue(KeyOf(source), out var credential) ? credential : null;
    }

    private static string KeyOf(MigrateSource source) => $"{source.Project.Path}\n{source.Name.ToUpperInvariant()}";

    private void Close()
    {
        lock (_gate)
        {
            _credentials.Clear();
            _project = null;
            // A temporary project's folder goes with its handle.
            _temporary?.Dispose();
            _temporary = null;
        }
    }
}
