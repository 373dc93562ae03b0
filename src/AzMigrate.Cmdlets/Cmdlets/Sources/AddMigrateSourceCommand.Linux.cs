using System.Management.Automation;
using AzMigrate.Discovery.Linux;

namespace AzMigrate.Cmdlets;

// Linux servers over SSH.
public sealed partial class AddMigrateSourceCommand
{
    private const string LinuxSet = "Linux";

    /// <summary>
    /// Linux servers: name, name:port, user@name, [IPv6]:port, and ranges such as web[01-20].corp.example and
    /// 10.1.2.10-40.
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LinuxSet)]
    [ValidateNotNullOrEmpty]
    public string[] Linux { get; set; } = [];

    /// <summary>Who logs in where the server names nobody; by default the credential's user.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = LinuxSet)]
    [ValidateNotNullOrEmpty]
    public string? UserName { get; set; }

    /// <summary>
    /// Private key to log in by, which nobody but its owner may read; without it the password logs in.
    /// </summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = LinuxSet)]
    [ValidateNotNullOrEmpty]
    public string? KeyFile { get; set; }

    /// <summary>Host that connects to the servers, such as admin@bastion:22, with the same key or password.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = LinuxSet)]
    [ValidateNotNullOrEmpty]
    public string? JumpHost { get; set; }

    /// <summary>File of the hosts' keys; ~/.ssh/known_hosts by default.</summary>
    [Parameter(ParameterSetName = LinuxSet)]
    [ValidateNotNullOrEmpty]
    public string? KnownHosts { get; set; }

    /// <summary>
    /// Trusts a server at the first meeting and keeps its key in the project; a changed key is refused always.
    /// </summary>
    [Parameter(ParameterSetName = LinuxSet)]
    public SwitchParameter AcceptNewHostKey { get; set; }

    /// <summary>Reads UUID and serial number by sudo, which the servers have to allow without a password.</summary>
    [Parameter(ParameterSetName = LinuxSet)]
    public SwitchParameter UseSudo { get; set; }

    private void TakeLinux()
    {
        var connection = new LinuxConnection
        {
            Hosts = Linux,
            Port = Port ?? 22,
            UserName = UserName,
            KeyFile = KeyFile is null ? null : ResolveOutputPath(KeyFile),
            JumpHost = JumpHost,
            KnownHosts = KnownHosts is null ? null : ResolveOutputPath(KnownHosts),
            AcceptNewHostKey = AcceptNewHostKey,
            UseSudo = UseSudo,
            Parallel = ThrottleLimit,
            Timeout = Timeout,
        };
        // Port and user are of each server.
        Take(
            connection,
            before => before with
            {
                Hosts = connection.Hosts, Port = connection.Port, UserName = connection.UserName,
            },
            before => before.And(connection));
    }
}
