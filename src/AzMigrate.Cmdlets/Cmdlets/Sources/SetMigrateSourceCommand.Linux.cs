using System.Management.Automation;
using AzMigrate.Discovery.Linux;

namespace AzMigrate.Cmdlets;

// Linux servers over SSH.
public sealed partial class SetMigrateSourceCommand
{
    private static string[] LinuxParameters =>
    [
        nameof(Linux), nameof(Port), nameof(UserName), nameof(KeyFile), nameof(JumpHost), nameof(KnownHosts),
        nameof(AcceptNewHostKey), nameof(UseSudo), nameof(ThrottleLimit), nameof(Timeout),
    ];

    /// <summary>All Linux servers of the source from now on.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Linux { get; set; } = [];

    /// <summary>Who logs in where the server names nobody; an empty text goes back to the credential's user.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? UserName { get; set; }

    /// <summary>Private key to log in by; an empty text goes back to the password.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? KeyFile { get; set; }

    /// <summary>Host that connects to the servers; an empty text goes back to none.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? JumpHost { get; set; }

    /// <summary>File of the hosts' keys; an empty text goes back to ~/.ssh/known_hosts.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? KnownHosts { get; set; }

    /// <summary>Trusts a server at the first meeting; -AcceptNewHostKey:$false takes it back.</summary>
    [Parameter]
    public SwitchParameter AcceptNewHostKey { get; set; }

    /// <summary>Reads UUID and serial number by sudo; -UseSudo:$false takes it back.</summary>
    [Parameter]
    public SwitchParameter UseSudo { get; set; }

    private LinuxConnection Changed(LinuxConnection before) => before with
    {
        Hosts = IsGiven(nameof(Linux)) ? Linux : before.Hosts,
        Port = IsGiven(nameof(Port)) ? Port ?? 22 : before.Port,
        UserName = IsGiven(nameof(UserName)) ? NullIfEmpty(UserName) : before.UserName,
        KeyFile = IsGiven(nameof(KeyFile)) ? ResolvedOrNull(KeyFile) : before.KeyFile,
        JumpHost = IsGiven(nameof(JumpHost)) ? NullIfEmpty(JumpHost) : before.JumpHost,
        KnownHosts = IsGiven(nameof(KnownHosts)) ? ResolvedOrNull(KnownHosts) : before.KnownHosts,
        AcceptNewHostKey = IsGiven(nameof(AcceptNewHostKey)) ? AcceptNewHostKey : before.AcceptNewHostKey,
        UseSudo = IsGiven(nameof(UseSudo)) ? UseSudo : before.UseSudo,
        Parallel = IsGiven(nameof(ThrottleLimit)) ? ThrottleLimit : before.Parallel,
        Timeout = IsGiven(nameof(Timeout)) ? Timeout : before.Timeout,
    };

    private string? ResolvedOrNull(string? path) => string.IsNullOrEmpty(path) ? null : ResolveOutputPath(path!);
}
